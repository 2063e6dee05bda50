function varargout = legend (varargin)
  % Stands in for legend where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
