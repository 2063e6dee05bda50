function numgrad = computeNumericalGradient(J, theta)
% Two costs for each parameter.
e = 1e-4;
numgrad = zeros(size(theta));
for p = 1:numel(theta)
    up = theta; up(p) = up(p) + e;
    down = theta; down(p) = down(p) - e;
    numgrad(p) = (J(up) - J(down)) / (2 * e);
end
end
