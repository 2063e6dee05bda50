function varargout = keyboard (varargin)
  % Stands in for keyboard where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
