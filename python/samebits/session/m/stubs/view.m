function varargout = view (varargin)
  % Stands in for view where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
