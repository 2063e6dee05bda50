function varargout = semilogy (varargin)
  % Stands in for semilogy where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
