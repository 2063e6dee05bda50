function varargout = pkg (varargin)
  % Packages are neither needed nor there.
  varargout = cell (1, nargout);
end
