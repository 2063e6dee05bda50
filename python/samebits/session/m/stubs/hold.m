function varargout = hold (varargin)
  % Stands in for hold where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
