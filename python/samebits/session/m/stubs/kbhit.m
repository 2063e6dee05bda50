function answer = kbhit (varargin)
  % Stands in for kbhit where nobody types: no key was hit.
  answer = "";
end
