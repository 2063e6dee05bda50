function varargout = barh (varargin)
  % Stands in for barh where nobody looks or types: does nothing, answers [].
  if nargout > 1
    error ("barh draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
