function varargout = clf (varargin)
  % Stands in for clf where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
