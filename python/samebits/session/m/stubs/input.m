function answer = input (varargin)
  % Replaces input where there is no keyboard: returns what an empty line gives.
  answer = [];
  if nargin > 1
    answer = "";
  end
end
