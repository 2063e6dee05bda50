function varargout = colorbar (varargin)
  % Stands in for colorbar where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
