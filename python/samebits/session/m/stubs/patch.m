function varargout = patch (varargin)
  % Stands in for patch where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
