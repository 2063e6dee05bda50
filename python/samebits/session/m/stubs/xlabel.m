function varargout = xlabel (varargin)
  % Stands in for xlabel where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
