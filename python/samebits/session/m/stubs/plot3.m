function varargout = plot3 (varargin)
  % Replaces plot3 where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
