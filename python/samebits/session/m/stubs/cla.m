function varargout = cla (varargin)
  % Stands in for cla where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
