function samebits_stops (name, everywhere)
  % Keep a function's variables each time it ends, without touching its file.
  %
  % A breakpoint's condition is evaluated in the function's own frame. Ours keeps the
  % variables there and is false, so the function never stops. The last place where a
  % breakpoint of the function can be set is its end; lines with a return end it, too.
  % If it fails before it ends, everywhere = true tells how far it came.

  global SAMEBITS_VARIABLES = struct ();
  text = fileread (which (name));
  text(double (text) > 127) = " ";  % in whatever encoding: regexp takes UTF-8 alone
  lines = strsplit (text, "\n", "CollapseDelimiters", false);
  stops = [];
  for k = 1:numel (lines)
    stop = dbstop ("in", name, "at", num2str (k), "if", "false");  % one in a subfunction is not cleared
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
