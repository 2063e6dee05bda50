function varargout = loglog (varargin)
  % Stands in for loglog where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
