function varargout = pareto (varargin)
  % Stands in for pareto where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
