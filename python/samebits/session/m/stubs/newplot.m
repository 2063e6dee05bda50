function varargout = newplot (varargin)
  % Stands in for newplot where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
