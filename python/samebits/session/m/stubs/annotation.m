function varargout = annotation (varargin)
  % Stands in for annotation where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
