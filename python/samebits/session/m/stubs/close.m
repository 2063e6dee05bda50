function varargout = close (varargin)
  % Stands in for close where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
