function varargout = available_graphics_toolkits (varargin)
  % Stands in for available_graphics_toolkits where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
