function varargout = comet (varargin)
  % Stands in for comet where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
