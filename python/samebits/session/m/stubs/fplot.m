function varargout = fplot (varargin)
  % Replaces fplot where there is no screen and no keyboard: does nothing, returns [].
  if nargout > 1
    error ("fplot draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
