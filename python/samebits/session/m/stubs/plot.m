function varargout = plot (varargin)
  % Stands in for plot where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
