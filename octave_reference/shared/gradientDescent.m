function [X, J_history] = gradientDescent (f, X, alpha, num_iters)
  % [X, J_history] = GRADIENTDESCENT (f, X, alpha, num_iters)
  %   Minimise f by num_iters steps of alpha times its gradient, downhill, from
  %   X. [J, grad] = f(X). J_history holds the cost after each step. (The file
  %   of that name in the course's exercise 1 is for linear regression alone.)

  J_history = zeros (num_iters, 1);
  [~, grad] = f (X);
  for k = 1:num_iters
    X = X - alpha * grad;
    [J_history(k), grad] = f (X);
  end
end
