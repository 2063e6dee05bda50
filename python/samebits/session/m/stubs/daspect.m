function varargout = daspect (varargin)
  % Stands in for daspect where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
