function varargout = stem (varargin)
  % Stands in for stem where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
