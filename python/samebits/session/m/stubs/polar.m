function varargout = polar (varargin)
  % Stands in for polar where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
