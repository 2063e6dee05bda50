function diff = checkNNGradients (lambda)
  % CHECKNNGRADIENTS (lambda)
  %   Check the gradient of nnCostFunction on a small network: 3-5-3, with five
  %   examples. Prints both gradients and their relative difference, which is
  %   below 1e-9 where backpropagation is right.
  % diff = CHECKNNGRADIENTS (lambda)
  %   Returns the relative difference too.

  if nargin < 1
    lambda = 0;
  end
  input_layer_size = 3;
  hidden_layer_size = 5;
  num_labels = 3;
  m = 5;

  Theta1 = debugInitializeWeights (hidden_layer_size, input_layer_size);
  Theta2 = debugInitializeWeights (num_labels, hidden_layer_size);
  X = debugInitializeWeights (m, input_layer_size - 1);
  y = 1 + mod (1:m, num_labels)';
  nn_params = [Theta1(:); Theta2(:)];
  cost = @(p) nnCostFunction (p, input_layer_size, hidden_layer_size, ...
                              num_labels, X, y, lambda);

  [~, grad] = cost (nn_params);
  numgrad = computeNumericalGradient (cost, nn_params);
  difference = norm (numgrad - grad) / norm (numgrad + grad);

  printf ("Numerical and analytical gradient, side by side:\n");
  printf ("%14.10f %14.10f\n", [numgrad, grad]');
  printf ("Relative difference: %g (below 1e-9 if backpropagation is right)\n", difference);
  if nargout > 0
    diff = difference;
  end
end
