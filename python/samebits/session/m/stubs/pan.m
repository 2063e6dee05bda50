function varargout = pan (varargin)
  % Stands in for pan where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
