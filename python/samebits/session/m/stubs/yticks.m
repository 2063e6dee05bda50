function varargout = yticks (varargin)
  % Stands in for yticks where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
