function varargout = pause (varargin)
  % Stands in for pause where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
