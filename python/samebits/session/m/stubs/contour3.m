function varargout = contour3 (varargin)
  % Stands in for contour3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
