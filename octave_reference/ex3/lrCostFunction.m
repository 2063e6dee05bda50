function [J, grad] = lrCostFunction (theta, X, y, lambda)
  % [J, grad] = LRCOSTFUNCTION (theta, X, y, lambda)
  %   Regularised cost of logistic regression, and its gradient. X holds an
  %   example a row with a one in front, y zeros and ones. theta(1) is not
  %   regularised.

  m = rows (X);
  h = sigmoid (X * theta);
  J = 1 / m * sum (-y .* log (h) - (1 - y) .* log (1 - h));
  J = J + lambda / (2 * m) * sum (theta(2:end) .^ 2);

  grad = X' * (h - y) / m;
  grad(2:end) = grad(2:end) + lambda / m * theta(2:end);
end
