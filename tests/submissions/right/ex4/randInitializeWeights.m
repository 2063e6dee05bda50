function W = randInitializeWeights(L_in, L_out)
epsilon_init = 0.12;
W = (2 * rand(L_out, 1 + L_in) - 1) * epsilon_init;
end
