function varargout = pie3 (varargin)
  % Stands in for pie3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
