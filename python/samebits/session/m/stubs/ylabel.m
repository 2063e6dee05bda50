function varargout = ylabel (varargin)
  % Stands in for ylabel where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
