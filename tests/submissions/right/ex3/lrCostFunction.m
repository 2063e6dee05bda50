function [J, grad] = lrCostFunction(theta, X, y, lambda)
m = length(y);
h = sigmoid(X * theta);
J = (-y' * log(h) - (1 - y)' * log(1 - h)) / m;
J = J + lambda / (2 * m) * (theta' * theta - theta(1)^2);
grad = X' * (h - y) / m + lambda / m * [0; theta(2:end)];
grad = grad(:);
end
