function varargout = bar (varargin)
  % Replaces bar where there is no screen and no keyboard: does nothing, returns [].
  if nargout > 1
    error ("bar draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
