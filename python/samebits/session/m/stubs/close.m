function varargout = close (varargin)
  % Replaces close where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
