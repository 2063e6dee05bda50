function [f, g] = bowl (x, s)
  % A bowl, steeper along each further coordinate.
  f = 0;
  g = zeros (size (x));
  for k = 1:numel (x)
    w = k * k;
    f = f + s * (w * (x(k) * x(k)));
    g(k) = s * (2 * w * x(k));
  end
end
