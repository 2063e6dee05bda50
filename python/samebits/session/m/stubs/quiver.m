function varargout = quiver (varargin)
  % Stands in for quiver where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
