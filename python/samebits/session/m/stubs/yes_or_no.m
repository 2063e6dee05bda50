function answer = yes_or_no (varargin)
  % Replaces yes_or_no where there is no keyboard: the answer is no.
  answer = false;
end
