function [f, g] = nanwall (x)
  % A bowl whose cost is NaN beyond x(1) = 0.5.
  f = 0;
  g = zeros (size (x));
  for k = 1:numel (x)
    d = x(k) - k;
    f = f + d * d;
    g(k) = 2 * d;
  end
  if x(1) > 0.5
    f = NaN;
  end
end
