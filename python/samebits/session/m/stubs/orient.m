function varargout = orient (varargin)
  % Replaces orient where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
