function varargout = xticklabels (varargin)
  % Stands in for xticklabels where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
