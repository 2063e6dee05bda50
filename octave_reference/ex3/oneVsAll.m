function all_theta = oneVsAll (X, y, num_labels, lambda)
  % all_theta = ONEVSALL (X, y, num_labels, lambda)
  %   A regularised logistic regression for each label against all others, 50
  %   iterations of fmincg from zeros. A classifier a row.

  [m, n] = size (X);
  A = [ones(m, 1), X];
  options = struct ("MaxIter", 50);
  all_theta = zeros (num_labels, n + 1);
  for c = 1:num_labels
    cost = @(theta) lrCostFunction (theta, A, double (y == c), lambda);
    all_theta(c,:) = fmincg (cost, zeros (n + 1, 1), options)';
  end
end
