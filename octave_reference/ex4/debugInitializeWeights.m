function W = debugInitializeWeights (fan_out, fan_in)
  % W = DEBUGINITIALIZEWEIGHTS (fan_out, fan_in)
  %   Weights, fan_out x (1 + fan_in), that are the same at every call:
  %   sin (1), sin (2), ... down the columns, divided by 10.

  count = fan_out * (1 + fan_in);
  W = reshape (sin (1:count), fan_out, 1 + fan_in) / 10;
end
