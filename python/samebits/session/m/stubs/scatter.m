function varargout = scatter (varargin)
  % Stands in for scatter where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
