function varargout = pkg (varargin)
  % Packages are neither needed nor installed: loading one does nothing.
  varargout = cell (1, nargout);
end
