function varargout = grid (varargin)
  % Replaces grid where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
