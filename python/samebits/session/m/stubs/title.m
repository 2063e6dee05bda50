function varargout = title (varargin)
  % Stands in for title where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
