function varargout = rectangle (varargin)
  % Stands in for rectangle where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
