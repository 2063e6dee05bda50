function varargout = stem3 (varargin)
  % Stands in for stem3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
