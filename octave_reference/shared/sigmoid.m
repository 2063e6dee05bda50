function g = sigmoid (z)
  % g = SIGMOID (z)   The sigmoid function, of each element of z.

  g = 1.0 ./ (1.0 + exp (-z));
end
