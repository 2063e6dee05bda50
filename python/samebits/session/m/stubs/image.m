function varargout = image (varargin)
  % Stands in for image where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
