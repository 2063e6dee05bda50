function varargout = meshc (varargin)
  % Stands in for meshc where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
