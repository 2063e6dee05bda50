function varargout = text (varargin)
  % Stands in for text where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
