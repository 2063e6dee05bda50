function varargout = copyobj (varargin)
  % Stands in for copyobj where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
