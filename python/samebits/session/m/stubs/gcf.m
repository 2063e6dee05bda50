function varargout = gcf (varargin)
  % Stands in for gcf where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
