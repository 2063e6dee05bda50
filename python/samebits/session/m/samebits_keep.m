function stop = samebits_keep ()
  % Store the caller's numeric variables, and return false, so that execution does not stop.
  global SAMEBITS_VARIABLES;
  stop = false;
  SAMEBITS_VARIABLES = struct ();
  names = evalin ("caller", "who ()");
  for k = 1:numel (names)
    value = evalin ("caller", names{k});
    if (isfloat (value) || islogical (value)) && isreal (value) && ndims (value) == 2
      SAMEBITS_VARIABLES.(names{k}) = double (full (value));
    end
  end
end
