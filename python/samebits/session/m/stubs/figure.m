function varargout = figure (varargin)
  % Stands in for figure where nobody looks or types: does nothing, answers [].
  varargout = cell (1, nargout);
end
