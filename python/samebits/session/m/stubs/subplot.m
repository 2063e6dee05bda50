function varargout = subplot (varargin)
  % Stands in for subplot where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
