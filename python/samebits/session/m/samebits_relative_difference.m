function diff = samebits_relative_difference (lambda)
  % What checkNNGradients finds. The course's prints it last, and returns nothing.
  if nargout ("checkNNGradients") != 0
    diff = checkNNGradients (lambda);
    return;
  end
  printed = evalc ("checkNNGradients (lambda);");
  numbers = regexp (printed, '[-+]?\d+\.?\d*([eE][-+]?\d+)?|NaN|Inf', "match");
  diff = str2double (numbers{end});
end
