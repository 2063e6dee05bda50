function varargout = ginput (varargin)
  % Stands in for ginput where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
