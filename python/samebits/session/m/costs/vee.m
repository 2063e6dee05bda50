function [f, g] = vee (x)
  % A kink at the minimum, where line searches fail.
  f = 0;
  g = zeros (size (x));
  for k = 1:numel (x)
    d = x(k) - k;
    if d < 0
      f = f + k * (-d);
      g(k) = -k;
    else
      f = f + k * d;
      g(k) = k;
    end
  end
end
