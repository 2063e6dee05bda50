function varargout = scatter3 (varargin)
  % Stands in for scatter3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
