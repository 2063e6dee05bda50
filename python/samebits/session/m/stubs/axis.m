function varargout = axis (varargin)
  % Stands in for axis where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
