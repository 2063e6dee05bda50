function p = predict(Theta1, Theta2, X)
% One example at a time, with a plot of each thousandth.
m = size(X, 1);
p = zeros(m, 1);
for i = 1:m
    h1 = sigmoid(Theta1 * [1; X(i, :)']);
    h2 = sigmoid(Theta2 * [1; h1]);
    [dummy, p(i)] = max(h2);
    if mod(i, 1000) == 0
        figure; imagesc(reshape(X(i, :), 20, 20)); colormap(gray); title('example'); hold on; drawnow;
        pause;
    end
end
end
