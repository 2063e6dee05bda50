function varargout = xlim (varargin)
  % Stands in for xlim where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
