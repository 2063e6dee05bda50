function varargout = surface (varargin)
  % Stands in for surface where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
