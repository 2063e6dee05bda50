function s = meanSquare (x)
  s = sum (x .^ 2) / numel (x);
end
