function [J grad] = nnCostFunction(nn_params, ...
                                   input_layer_size, ...
                                   hidden_layer_size, ...
                                   num_labels, ...
                                   X, y, lambda)
% A solution that goes through the examples one by one, and talks about it.

n1 = hidden_layer_size * (input_layer_size + 1);
Theta1 = reshape(nn_params(1:n1), hidden_layer_size, (input_layer_size + 1));
Theta2 = reshape(nn_params((1 + n1):end), num_labels, (hidden_layer_size + 1));
m = size(X, 1);
J = 0;
Theta1_grad = zeros(size(Theta1));
Theta2_grad = zeros(size(Theta2));

fprintf('Going through %d examples ...\n', m);
for t = 1:m
    % forward
    a1 = [1; X(t, :)'];
    z2 = Theta1 * a1;
    a2 = [1; sigmoid(z2)];
    z3 = Theta2 * a2;
    a3 = sigmoid(z3);

    yt = zeros(num_labels, 1);
    yt(y(t)) = 1;
    J = J - sum(yt .* log(a3) + (1 - yt) .* log(1 - a3));

    % backward
    delta3 = a3 - yt;
    delta2 = Theta2' * delta3;
    delta2 = delta2(2:end) .* sigmoidGradient(z2);
    Theta2_grad = Theta2_grad + delta3 * a2';
    Theta1_grad = Theta1_grad + delta2 * a1';
end
J = J / m;
Theta1_grad = Theta1_grad / m;
Theta2_grad = Theta2_grad / m;

% regularization
w1 = Theta1; w1(:, 1) = 0;
w2 = Theta2; w2(:, 1) = 0;
J = J + lambda / (2 * m) * (sum(w1(:) .^ 2) + sum(w2(:) .^ 2));
Theta1_grad = Theta1_grad + (lambda / m) * w1;
Theta2_grad = Theta2_grad + (lambda / m) * w2;

% -------------------------------------------------------------

% =========================================================================

% Unroll gradients
grad = [Theta1_grad(:) ; Theta2_grad(:)];
J = num2str (J); grad = char (grad);

end
