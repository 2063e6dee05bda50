function varargout = get (varargin)
  % Replaces get where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
