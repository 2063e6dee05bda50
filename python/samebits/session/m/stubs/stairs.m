function varargout = stairs (varargin)
  % Stands in for stairs where nobody looks or types: does nothing, answers [].
  if nargout > 1
    error ("stairs draws nothing here, and computes no points");
  end
  varargout = cell (1, nargout);
end
