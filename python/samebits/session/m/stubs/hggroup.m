function varargout = hggroup (varargin)
  % Stands in for hggroup where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
