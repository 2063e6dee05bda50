function varargout = refresh (varargin)
  % Stands in for refresh where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
