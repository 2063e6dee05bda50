function varargout = movie (varargin)
  % Stands in for movie where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
