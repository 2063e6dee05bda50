function [J, grad] = nnCostFunction (nn_params, input_layer_size, ...
                                     hidden_layer_size, num_labels, X, y, lambda)
  % [J, grad] = NNCOSTFUNCTION (nn_params, input_layer_size,
  %                             hidden_layer_size, num_labels, X, y, lambda)
  %   Regularised cross-entropy of a network of three layers, and its gradient.
  %   nn_params is [Theta1(:); Theta2(:)], and grad is unrolled the same way.
  %   X holds an example a row, y their labels from 1 to num_labels.

  split = hidden_layer_size * (input_layer_size + 1);
  Theta1 = reshape (nn_params(1:split), hidden_layer_size, input_layer_size + 1);
  Theta2 = reshape (nn_params(split+1:end), num_labels, hidden_layer_size + 1);
  m = rows (X);
  Y = double (y(:) == 1:num_labels);

  % Forward propagation
  A1 = [ones(m, 1), X];
  Z2 = A1 * Theta1';
  A2 = [ones(m, 1), sigmoid(Z2)];
  Z3 = A2 * Theta2';
  H = sigmoid (Z3);

  % Cost
  losses = -Y .* log (H) - (1 - Y) .* log (1 - H);
  J = 1 / m * sum (sum (losses));
  squares = sum (sum (Theta1(:,2:end) .^ 2)) + sum (sum (Theta2(:,2:end) .^ 2));
  J = J + lambda / (2 * m) * squares;

  % Backpropagation
  delta3 = H - Y;
  delta2 = (delta3 * Theta2(:,2:end)) .* sigmoidGradient (Z2);
  Theta1_grad = delta2' * A1 / m;
  Theta2_grad = delta3' * A2 / m;
  Theta1_grad(:,2:end) = Theta1_grad(:,2:end) + lambda / m * Theta1(:,2:end);
  Theta2_grad(:,2:end) = Theta2_grad(:,2:end) + lambda / m * Theta2(:,2:end);

  grad = [Theta1_grad(:); Theta2_grad(:)];
end
