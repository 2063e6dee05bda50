function varargout = pie (varargin)
  % Stands in for pie where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
