function varargout = graphics_toolkit (varargin)
  % Stands in for graphics_toolkit where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
