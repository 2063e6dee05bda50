function varargout = surfl (varargin)
  % Stands in for surfl where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
