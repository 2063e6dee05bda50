function varargout = quiver3 (varargin)
  % Stands in for quiver3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
