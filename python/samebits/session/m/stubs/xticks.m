function varargout = xticks (varargin)
  % Stands in for xticks where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
