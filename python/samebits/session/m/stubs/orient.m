function varargout = orient (varargin)
  % Stands in for orient where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
