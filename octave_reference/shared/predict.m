function p = predict (Theta1, Theta2, X)
  % p = PREDICT (Theta1, Theta2, X)
  %   The label of each example (row of X): the output unit with the largest
  %   activation, the first one where two are equal.

  m = rows (X);
  A2 = sigmoid ([ones(m, 1), X] * Theta1');
  H = sigmoid ([ones(m, 1), A2] * Theta2');
  [~, p] = max (H, [], 2);
end
