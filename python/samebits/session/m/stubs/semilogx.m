function varargout = semilogx (varargin)
  % Stands in for semilogx where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
