function varargout = get (varargin)
  % Stands in for get where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
