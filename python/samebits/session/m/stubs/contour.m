function varargout = contour (varargin)
  % Stands in for contour where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
