function varargout = bar (varargin)
  % Stands in for bar where nobody looks or types: does nothing, answers [].
  if nargout > 1
    error ("bar draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
