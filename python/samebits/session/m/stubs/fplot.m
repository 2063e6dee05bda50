function varargout = fplot (varargin)
  % Stands in for fplot where nobody looks or types: does nothing, answers [].
  if nargout > 1
    error ("fplot draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
