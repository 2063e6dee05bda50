function varargout = rotate3d (varargin)
  % Stands in for rotate3d where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
