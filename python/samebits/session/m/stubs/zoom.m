function varargout = zoom (varargin)
  % Stands in for zoom where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
