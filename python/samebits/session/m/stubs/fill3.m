function varargout = fill3 (varargin)
  % Stands in for fill3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
