function varargout = print (varargin)
  % Stands in for print where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
