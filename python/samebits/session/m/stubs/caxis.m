function varargout = caxis (varargin)
  % Stands in for caxis where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
