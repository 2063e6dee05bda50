function answer = yes_or_no (varargin)
  % Stands in for yes_or_no where nobody types: no.
  answer = false;
end
