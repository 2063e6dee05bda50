function checkNNGradients(lambda)
% Prints the check, and returns nothing.
if ~exist('lambda', 'var') || isempty(lambda)
    lambda = 0;
end
Theta1 = debugInitializeWeights(5, 3);
Theta2 = debugInitializeWeights(3, 5);
X  = debugInitializeWeights(5, 2);
y  = 1 + mod(1:5, 3)';
costFunc = @(p) nnCostFunction(p, 3, 5, 3, X, y, lambda);
start = [Theta1(:) ; Theta2(:)];
[cost, grad] = costFunc(start);
numgrad = computeNumericalGradient(costFunc, start);
disp([numgrad grad]);
fprintf('Left by differences, right by backpropagation. Press enter.\n');
pause;
diff = norm(numgrad-grad)/norm(numgrad+grad);
fprintf('Relative Difference: %g\n', diff);
end
