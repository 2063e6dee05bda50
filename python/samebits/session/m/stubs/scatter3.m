function varargout = scatter3 (varargin)
  % Replaces scatter3 where there is no screen and no keyboard: does nothing, returns [].
  varargout = cell (1, nargout);
end
