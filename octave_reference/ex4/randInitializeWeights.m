function W = randInitializeWeights (L_in, L_out)
  % W = RANDINITIALIZEWEIGHTS (L_in, L_out)
  %   Random weights, L_out x (1 + L_in), of a layer that takes in L_in units
  %   and gives out L_out. They lie between -epsilon_init and epsilon_init, so
  %   that no two units of the layer start alike.

  epsilon_init = 0.12;
  W = rand (L_out, 1 + L_in) * 2 * epsilon_init - epsilon_init;
end
