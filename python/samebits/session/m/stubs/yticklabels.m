function varargout = yticklabels (varargin)
  % Stands in for yticklabels where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
