function varargout = pcolor (varargin)
  % Stands in for pcolor where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
