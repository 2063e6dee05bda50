function [f, g] = rosen (x)
  % Rosenbrock's valley.
  f = 0;
  g = zeros (size (x));
  for k = 1:numel (x) - 1
    r = x(k+1) - x(k) * x(k);
    t = 1 - x(k);
    f = f + (100 * (r * r) + t * t);
    g(k) = g(k) + (-400 * x(k) * r - 2 * t);
    g(k+1) = g(k+1) + 200 * r;
  end
end
