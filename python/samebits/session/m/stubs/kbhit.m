function answer = kbhit (varargin)
  % Replaces kbhit where there is no keyboard: no key was pressed.
  answer = "";
end
