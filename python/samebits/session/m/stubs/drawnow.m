function varargout = drawnow (varargin)
  % Stands in for drawnow where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
