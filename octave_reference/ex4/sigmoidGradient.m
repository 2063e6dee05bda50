function g = sigmoidGradient (z)
  % g = SIGMOIDGRADIENT (z)   The slope of the sigmoid at each element of z.

  g = sigmoid (z);
  g = g .* (1 - g);
end
