function varargout = gca (varargin)
  % Replaces gca where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
