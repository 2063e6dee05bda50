function varargout = barh (varargin)
  % Replaces barh where there is no screen and no keyboard: does nothing, returns [].
  if nargout > 1
    error ("barh draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
