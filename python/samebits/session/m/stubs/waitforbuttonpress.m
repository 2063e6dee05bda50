function varargout = waitforbuttonpress (varargin)
  % Stands in for waitforbuttonpress where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
