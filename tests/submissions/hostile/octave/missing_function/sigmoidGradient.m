function g = sigmoidGradient(z)
% Element by element.
g = zeros(size(z));
for i = 1:numel(z)
    s = sigmoid(z(i));
    g(i) = s * (1 - s);
end
end
