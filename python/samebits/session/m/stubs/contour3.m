function varargout = contour3 (varargin)
  % Replaces contour3 where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
