function [J, grad] = deepCostFunction (params, layer_sizes, X, y, lambda)
  % [J, grad] = DEEPCOSTFUNCTION (params, layer_sizes, X, y, lambda)
  %   Regularised cross-entropy of a network of any depth, and its gradient.
  %   layer_sizes counts the units of each layer, inputs first; params is
  %   [Theta1(:); Theta2(:); ...], and grad is unrolled the same way. X holds an
  %   example a row, y their labels from 1 to layer_sizes(end); with a single
  %   output unit, 0 and 1.

  L = numel (layer_sizes) - 1;     % layers of weights
  m = rows (X);
  Y = double (y(:) == 1:layer_sizes(end));

  Theta = cell (1, L);
  start = 0;
  for l = 1:L
    in = layer_sizes(l) + 1;
    out = layer_sizes(l+1);
    Theta{l} = reshape (params(start+1:start+in*out), out, in);
    start = start + in * out;
  end

  % Forward propagation
  A = cell (1, L);
  A{1} = [ones(m, 1), X];
  for l = 1:L-1
    A{l+1} = [ones(m, 1), sigmoid(A{l} * Theta{l}')];
  end
  H = sigmoid (A{L} * Theta{L}');

  % Cost
  losses = -Y .* log (H) - (1 - Y) .* log (1 - H);
  J = 1 / m * sum (sum (losses));
  squares = 0;
  for l = 1:L
    squares = squares + sum (sum (Theta{l}(:,2:end) .^ 2));
  end
  J = J + lambda / (2 * m) * squares;

  % Backpropagation
  grad = [];
  delta = H - Y;
  for l = L:-1:1
    Theta_grad = delta' * A{l} / m;
    Theta_grad(:,2:end) = Theta_grad(:,2:end) + lambda / m * Theta{l}(:,2:end);
    grad = [Theta_grad(:); grad];
    if l > 1
      a = A{l}(:,2:end);
      delta = (delta * Theta{l}(:,2:end)) .* (a .* (1 - a));
    end
  end
end
