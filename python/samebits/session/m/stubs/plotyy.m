function varargout = plotyy (varargin)
  % Stands in for plotyy where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
