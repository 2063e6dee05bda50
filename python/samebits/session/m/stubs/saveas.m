function varargout = saveas (varargin)
  % Stands in for saveas where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
