function varargout = camlight (varargin)
  % Stands in for camlight where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
