function varargout = ribbon (varargin)
  % Stands in for ribbon where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
