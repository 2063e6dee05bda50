function varargout = plot3 (varargin)
  % Stands in for plot3 where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
