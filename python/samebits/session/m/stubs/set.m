function varargout = set (varargin)
  % Stands in for set where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
