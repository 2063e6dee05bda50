function varargout = hgsave (varargin)
  % Stands in for hgsave where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
