function [sb_nonce, sb_error, sb_seconds, sb_what, sb_data] = samebits_call (sb_nonce, sb_code, sb_names, sb_values, sb_outputs)
  % Run statements on named inputs and return named outputs, exactly.
  %
  % sb_nonce is returned, so that the caller knows which call is answered. sb_what has
  % a line for each output, with its name, class and size; sb_data has the elements of
  % all outputs as doubles in one column. sb_seconds is the time of the statements alone.
  % (The names begin with sb_ because the statements run in this workspace.)

  sb_error = "";
  sb_seconds = 0;
  sb_what = "";
  sb_data = zeros (0, 1);
  try
    sb_names = ostrsplit (sb_names, ",", true);
    for sb_k = 1:numel (sb_names)  % each is a name and a class
      sb_input = strsplit (sb_names{sb_k}, " ");
      eval ([sb_input{1}, " = feval (sb_input{2}, sb_values{sb_k});"]);
    end
    sb_start = tic;
    evalc (sb_code);  % what they print must not reach the terminal: it could look like a prompt
    sb_seconds = toc (sb_start);
    sb_outputs = ostrsplit (sb_outputs, ",", true);  % empty for an empty text
    for sb_k = 1:numel (sb_outputs)
      if ! exist (sb_outputs{sb_k}, "var")
        error ("the output %s was never set", sb_outputs{sb_k});
      end
      sb_value = eval (sb_outputs{sb_k});
      sb_class = class (sb_value);
      if ! any (strcmp (sb_class, {"double", "single", "logical", "char", "int8", "uint8", "int16", "uint16", "int32", "uint32"})) || iscomplex (sb_value)
        error ("the output %s is of class %s (complex: %d), which is not compared", sb_outputs{sb_k}, sb_class, iscomplex (sb_value));
      end
      if ischar (sb_value) && (rows (sb_value) > 1 || ndims (sb_value) > 2)
        error ("the output %s is a char array of %s, which is not compared; expected one row of text", sb_outputs{sb_k}, mat2str (size (sb_value)));
      end
      sb_what = [sb_what, sprintf("%s %s", sb_outputs{sb_k}, sb_class), sprintf(" %d", size (sb_value)), "\n"];
      sb_data = [sb_data; double(full (sb_value)(:))];
    end
  catch sb_caught
    sb_error = sb_caught.message;
    for sb_k = 1:numel (sb_caught.stack)
      if ! any (strcmp (sb_caught.stack(sb_k).name, {"samebits_call", "samebits_stops", "which", "_pyeval"}))
        sb_error = [sb_error, sprintf("\n    in %s, line %d", sb_caught.stack(sb_k).name, sb_caught.stack(sb_k).line)];
      end
    end
    if isempty (sb_error)
      sb_error = "an error without a message";
    end
  end
end
