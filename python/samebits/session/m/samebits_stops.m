function samebits_stops (name, everywhere)
  % Store a function's variables each time it ends, without changing its file.
  %
  % A breakpoint's condition is evaluated in the function's own frame. Ours stores the
  % variables there and is false, so the function never stops. The last line where a
  % breakpoint can be set is the function's end; lines with a return end it, too. With
  % everywhere = true the variables are stored at each line: how far a function got that fails.

  global SAMEBITS_VARIABLES = struct ();
  text = fileread (which (name));
  text(double (text) > 127) = " ";  % in any encoding: regexp accepts only UTF-8
  lines = strsplit (text, "\n", "CollapseDelimiters", false);
  stops = [];
  for k = 1:numel (lines)
    stop = dbstop ("in", name, "at", num2str (k), "if", "false");  % a breakpoint in a subfunction is not cleared by its line
    if ! isempty (stop)
      where = dbstatus ();
      if any (strcmp ({where([where.line] == stop(1)).name}, name))  % a nested function shares lines
        stops(end+1) = stop(1);
      end
      dbclear ("all");
    end
  end
  if ! everywhere
    leaves = find (! cellfun (@isempty, regexp (lines, '\<return\>')));
    stops = [intersect(stops, leaves), max(stops)];
  end
  for stop = unique (stops)
    dbstop ("in", name, "at", num2str (stop), "if", "samebits_keep ()");
  end
end
