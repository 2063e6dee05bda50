function varargout = clabel (varargin)
  % Stands in for clabel where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
