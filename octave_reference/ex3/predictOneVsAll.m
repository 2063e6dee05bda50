function p = predictOneVsAll (all_theta, X)
  % p = PREDICTONEVSALL (all_theta, X)
  %   The label of each example (row of X): the classifier that is surest, the
  %   first one where two are equal.

  [~, p] = max (sigmoid ([ones(rows (X), 1), X] * all_theta'), [], 2);
end
