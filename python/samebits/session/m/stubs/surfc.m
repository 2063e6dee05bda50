function varargout = surfc (varargin)
  % Stands in for surfc where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
