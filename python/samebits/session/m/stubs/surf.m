function varargout = surf (varargin)
  % Stands in for surf where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
