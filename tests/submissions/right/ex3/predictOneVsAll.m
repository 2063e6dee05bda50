function p = predictOneVsAll(all_theta, X)
m = size(X, 1);
[values, p] = max([ones(m, 1) X] * all_theta', [], 2);
end
