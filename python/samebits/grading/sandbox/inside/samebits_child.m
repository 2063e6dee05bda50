function samebits_child (job, folder, stubs, out)
  % Runs inside the confinement: calls a submission's functions and writes their values.
  % It knows no right answers. The module samebits.grading.sandbox.protocol describes what is
  % read and written. A submission that shadows a function of Octave's is on the path only
  % during calls (which is slower).

  sb.in = fopen (job, "r");
  sb.out = fopen (out, "w");
  warning ("off", "all");
  missing_function_hook ("");  % it would start a program to look for help
  sighup_dumps_octave_core (0);
  sigterm_dumps_octave_core (0);
  crash_dumps_octave_core (0);
  cd (getenv ("HOME"));
  shadows = false;
  for sb_file = glob ([folder "/*.m"])'
    [~, sb_name] = fileparts (sb_file{1});
    shadows = shadows || any (exist (sb_name) == [2 5]);
  end
  if ! shadows
    addpath (folder, stubs);
  end
  say (sb.out, "hello\n");
  while ischar (sb_line = fgetl (sb.in))
    sb_head = strsplit (sb_line, " ");
    sb_k = sb_head{2};
    sb_wanted = str2double (sb_head{3});
    sb_name = sb_head{5};
    sb_args = read_args (sb.in, str2double (sb_head{4}));
    say (sb.out, ["start " sb_k "\n"]);
    sb_values = {};
    sb_error = "";
    if shadows
      addpath (folder, stubs);
    end
    try
      sb_values = call_function (sb_name, sb_args, sb_wanted);
    catch sb_caught
      sb_error = describe_error (sb_caught, folder);
    end
    if shadows
      rmpath (folder, stubs);
    end
    if ! isempty (sb_error)
      say_text (sb.out, "error", sb_k, sb_error);
    end
    for sb_j = 1:numel (sb_values)
      say_value (sb.out, sb_k, sb_values{sb_j});
    end
    say (sb.out, ["end " sb_k "\n"]);
    fflush (stdout);
  end
  say (sb.out, "bye\n");
end

function values = call_function (name, args, wanted)
  % Return as many outputs as were set: one that is missing does not lose those before it.
  can = nargout (name);
  if can >= 0
    wanted = min (wanted, can);
  end
  while true
    values = cell (1, wanted);
    try
      [values{:}] = feval (name, args{:});
      return;
    catch caught
      % Octave 7 gives the message that any undefined name has
      unset = strcmp (caught.identifier, "Octave:undefined-function");
      if wanted > 1 && (unset || ! isempty (strfind (caught.message, "undefined in return list")))
        wanted -= 1;
      else
        rethrow (caught);
      end
    end
  end
end

function args = read_args (in, count)
  args = cell (1, count);
  for k = 1:count
    head = strsplit (fgetl (in), " ");
    sizes = str2double (head(2:end));
    if strcmp (head{1}, "expression")
      args{k} = eval (fread (in, [1, sizes], "uint8=>char"));
    else
      args{k} = reshape (fread (in, prod (sizes), "double", 0, "ieee-le"), sizes);
    end
  end
end

function say (out, text)
  fwrite (out, text, "uint8");
  fflush (out);
end

function say_text (out, kind, k, text)
  text = text(1:min (end, 2000));
  say (out, [sprintf("%s %s %d\n", kind, k, numel (text)), text]);
end

function say_value (out, k, value)
  if isobject (value) || ! (isnumeric (value) || islogical (value)) || iscomplex (value)
    what = class (value);
    if iscomplex (value)
      what = "complex numbers";
    end
    say_text (out, "other", k, what);
    return;
  end
  say (out, sprintf ("value %s %s%s\n", k, class (value), sprintf (" %d", size (value))));
  fwrite (out, double (full (value)), "double", 0, "ieee-le");
  fflush (out);
end

function text = describe_error (caught, folder)
  text = strrep (caught.message, [folder "/"], "");
  if isempty (text)
    text = "an error without a message";
  elseif ! isempty (strfind (text, "user-defined script"))
    text = "its file is a script: it is empty, or has a command before the word function";
  end
  for k = 1:numel (caught.stack)
    if strncmp (caught.stack(k).file, folder, numel (folder))
      text = sprintf ("%s (%s.m, line %d)", text, caught.stack(k).name, caught.stack(k).line);
      return;
    end
  end
end
