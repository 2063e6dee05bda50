function numgrad = computeNumericalGradient (J, theta)
  % numgrad = COMPUTENUMERICALGRADIENT (J, theta)
  %   Gradient of the cost J at theta by central differences. J is called twice
  %   for each element of theta: for checking only, far too slow for training.

  numgrad = zeros (size (theta));
  perturb = zeros (size (theta));
  e = 1e-4;
  for p = 1:numel (theta)
    perturb(p) = e;
    loss1 = J (theta - perturb);
    loss2 = J (theta + perturb);
    numgrad(p) = (loss2 - loss1) / (2 * e);
    perturb(p) = 0;
  end
end
