function varargout = hidden (varargin)
  % Stands in for hidden where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
