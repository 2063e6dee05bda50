function varargout = zlabel (varargin)
  % Stands in for zlabel where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
