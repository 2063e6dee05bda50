function g = sigmoid (z)
  % Handed out with the exercise.
  g = 1 ./ (1 + exp (-z));
end
