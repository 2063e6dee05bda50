function varargout = waitbar (varargin)
  % Stands in for waitbar where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
