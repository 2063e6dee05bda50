function varargout = errorbar (varargin)
  % Stands in for errorbar where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
