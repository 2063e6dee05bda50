function [f, g] = wavy (x, a, b)
  % Two valleys a coordinate; with b = -1 the gradient is wrong.
  f = 0;
  g = zeros (size (x));
  for k = 1:numel (x)
    t = x(k) * x(k);
    f = f + (t * t - a * t + k * x(k));
    g(k) = b * (4 * t * x(k) - 2 * a * x(k) + k);
  end
end
