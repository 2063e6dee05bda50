function varargout = ylim (varargin)
  % Stands in for ylim where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
