function varargout = mesh (varargin)
  % Stands in for mesh where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
