"""The attacks of hostile.py that Octave can make, and those that are Octave's own."""

from helpers.hostile import (
    COST_FILE,
    CRASHED,
    EITHER,
    KEPT,
    LOST,
    MISSING,
    OCTAVE,
    SLOPE_FILE,
    TIMED_OUT,
    WRONG,
    Hostile,
)

COST = OCTAVE[COST_FILE]
BODY = COST.index("n1 = ")


def beside(J: frozenset[str] = KEPT, slope: frozenset[str] = KEPT, **more: str) -> Hostile:
    """A right solution with other files beside it."""
    return Hostile({**OCTAVE, **more}, J, J, slope)


def instead(cost: str, J: frozenset[str], slope: frozenset[str] = KEPT) -> Hostile:
    return Hostile({**OCTAVE, COST_FILE: cost}, J, J, slope)


def in_cost(code: str, J: frozenset[str] = CRASHED, slope: frozenset[str] = KEPT) -> Hostile:
    """An attack that nnCostFunction makes when it is called."""
    return instead(COST[:BODY] + code + "\n" + COST[BODY:], J, slope)


def returning(code: str, J: frozenset[str] = WRONG, grad: frozenset[str] = WRONG) -> Hostile:
    """nnCostFunction with something else returned, of the right J and grad."""
    before, _, after = COST.rpartition("disp(J);")
    return Hostile({**OCTAVE, COST_FILE: before + code + after}, J, grad, KEPT)


FORGED = """for n = 3:40
  f = fopen (sprintf ("/dev/fd/%d", n), "w");
  if f > 0
    for k = 0:8
      fprintf (f, "value %d double 1 1\\n", k); fwrite (f, 3.087449158158643, "double");
      fprintf (f, "end %d\\n", k); fflush (f);
    end
  end
end"""
READ = """files = {cells};
for k = 1:numel (files)
  try, disp (fileread (files{k})); catch e, disp (e.message); end
  for mode = {"w", "a", "r+"}
    f = fopen (files{k}, mode{1});
    if f > 0, fputs (f, "spoilt"); fclose (f); end
  end
end"""
SHADOW = "function varargout = %s (varargin)\n  varargout = num2cell (zeros (1, max (nargout, 1)));\nend\n"
FIRST = """persistent calls; calls(end+1) = 1;
if numel (calls) > 1, J = 0; grad = 0 * grad; end"""
HARD_CODED = """function [J, grad] = nnCostFunction (p, i, h, K, X, y, lambda)
  J = 3.087449158158643; grad = zeros (32, 1);
  if lambda, J = 3.647041255559591; end
end
"""

OCTAVE_ATTACKS: dict[str, Hostile] = {
    # Files that are not what they should be
    "syntax error": instead(COST + "\nx = [1 2\n", CRASHED),
    "missing function": Hostile({SLOPE_FILE: OCTAVE[SLOPE_FILE]}, MISSING, MISSING, KEPT),
    "misnamed function": Hostile(
        {"nncostfunction.m": COST, SLOPE_FILE: OCTAVE[SLOPE_FILE]}, MISSING, MISSING, KEPT),
    "a script": instead("J = 3.087449158158643;\ngrad = zeros (32, 1);\n", CRASHED),
    "a script that exits": instead("exit (0)\n", CRASHED),
    "nothing in it": instead("", CRASHED),
    "bad UTF-8": instead(COST + "% \udcff\udcfe", EITHER),
    "NUL": instead(COST + "\0", EITHER),
    "sprintf shadowed": beside(EITHER, EITHER, **{"sprintf.m": SHADOW % "sprintf"}),
    "fwrite shadowed": beside(EITHER, EITHER, **{"fwrite.m": SHADOW % "fwrite"}),
    "feval shadowed": beside(LOST, LOST, **{"feval.m": SHADOW % "feval"}),
    "rmpath shadowed": beside(EITHER, EITHER, **{"rmpath.m": SHADOW % "rmpath", "toc.m": SHADOW % "toc"}),
    "plus shadowed": beside(EITHER, EITHER, **{"@double/plus.m": SHADOW % "plus"}),
    "the child shadowed": beside(EITHER, EITHER, **{"samebits_child.m": SHADOW % "samebits_child"}),
    "PKG_ADD": beside(PKG_ADD="exit (0)", PKG_DEL="exit (0)"),
    "PKG_ADD in a file": beside(**{"aaa.m": "## PKG_ADD: exit (0)\nfunction aaa ()\nend\n"}),
    ".octaverc": beside(**{".octaverc": "exit (0)", "startup.m": "exit (0)"}),
    # Never done
    "loop": in_cost("while true, end", TIMED_OUT),
    "loop when it ends": in_cost(
        "unwind_protect\n  error ('x');\nunwind_protect_cleanup\n  while true, end\nend", TIMED_OUT),
    "loop that catches all": in_cost("while true, try, while true, end, catch, end, end", TIMED_OUT),
    "sleep": in_cost("builtin ('pause', 1000);", TIMED_OUT),
    "keyboard": in_cost("keyboard; pause; x = input ('?'); pause (3);", KEPT),
    "the true keyboard": in_cost("builtin ('keyboard');", EITHER),
    "the true input": in_cost("x = builtin ('input', '?');", LOST),
    "stops itself": in_cost("kill (getpid (), 19);", TIMED_OUT),
    "another program in its place": in_cost("exec ('/usr/bin/yes');", LOST),
    "loop at exit": in_cost("atexit ('nnCostFunction'); exit (0);", LOST),
    # Ends before its time
    "exit": in_cost("exit (0);"),
    "quit by force": in_cost("quit ('force');"),
    "segfault": in_cost("kill (getpid (), 11);"),
    "recursion": in_cost("J = nnCostFunction (nn_params, input_layer_size, 1, 1, X, y, lambda);"),
    "recursion without limit": in_cost(
        "max_recursion_depth (1e9); f = @(f) f (f); f (f);", LOST),
    "all files closed": in_cost("fclose ('all'); clear -all; close all;", LOST),
    "all closed by number": in_cost("for k = 3:20, try, fclose (k); catch, end, end", LOST),
    "an endless message": in_cost("error (repmat ('x', 1, 1e7));"),
    # Processes
    "system": in_cost("[s, t] = system ('sleep 1000 &'); assert (s == 0);"),
    "system by itself": in_cost("system ('sleep 1000', false, 'async');", EITHER),
    "fork bomb": in_cost("while true, pid = fork (); assert (pid >= 0); end"),
    "popen": in_cost("p = popen ('yes', 'r'); assert (ischar (fgetl (p)));"),
    "kills": in_cost("kill (1, 9); kill (-1, 9); kill (getppid (), 9);", EITHER),
    # Memory and disk
    "memory hog": in_cost("x = {}; while true, x{end+1} = ones (4000); end", LOST),
    "800 MB returned": returning("grad = ones (1e8, 1);", EITHER, LOST),
    "endless printing": in_cost("while true, disp (repmat ('x', 1, 1e4)); end", LOST),
    "a full disk": in_cost(
        "k = 0; while true, k++; f = fopen (sprintf ('/tmp/%d', k), 'w');"
        " assert (fwrite (f, zeros (1e6, 1), 'double') == 1e6); assert (fclose (f) == 0); end", LOST),
    # Forged frames
    "forged on every descriptor": in_cost(FORGED, LOST, EITHER),
    "forged and gone": in_cost(FORGED + "\nkill (getpid (), 9);", LOST, EITHER),
    "the child's variables changed": in_cost(
        "evalin ('caller', 'wanted = 0; args = {};'); assignin ('caller', 'name', 'x');"
        " evalin ('base', 'clear all');", EITHER),
    "evalc": in_cost("t = evalc ('evalin (''caller'', ''return'')'); evalc ('while true, end');", LOST),
    "planted in the child's folder": in_cost(
        "f = fopen ('fflush.m', 'w'); fputs (f, 'function fflush (varargin), end'); fclose (f); rehash ();"
        " f = fopen ('say.m', 'w'); fputs (f, 'exit (0)'); fclose (f);", EITHER, EITHER),
    # Values that are none
    "NaN": returning("J = NaN; grad(:) = NaN;"),
    "complex": returning("J = complex (J, 0); grad = complex (grad, 0);"),
    "transposed": returning("grad = grad';", KEPT),
    "single": returning("J = single (J); grad = single (grad);", EITHER),
    "integers": returning("J = int32 (J); grad = int32 (grad);"),
    "a cell": returning("J = {J}; grad = {grad};"),
    "a struct": returning("J = struct ('J', J); grad = @sin;"),
    "text": returning("J = num2str (J); grad = char (grad);"),
    "nothing": returning("J = []; grad = zeros (0, 7);"),
    "five dimensions": returning("grad = ones (2, 2, 2, 2, 2);", EITHER, LOST),
    "never set": returning("clear grad", KEPT),
    "nor the cost": returning("clear J grad", LOST, LOST),
    # Reaching out
    "reads and writes": in_cost(READ, EITHER),
    "the network": in_cost("urlread ('http://127.0.0.1:{port}/');"),
    "the kernel's settings": in_cost("f = fopen ('/proc/sys/kernel/core_pattern', 'w'); fputs (f, 'core');"),
    # Pretending
    "hard-coded": instead(HARD_CODED, WRONG),
    "the first call only": returning(FIRST),
    "the grader detected": returning("if exist ('samebits_child'), J += 1; grad *= 0; end"),
    "right for the public case only": returning("if abs (X(1) - sin (1) / 5) > 1e-9, J = 1; grad *= 2; end"),
    # What reports have to escape
    "formulas and escapes": in_cost(
        'disp ("=cmd()|<script>alert(1)</script>\\x1b[2J"); error ("=1+1 <b>\\x1b[31m \\xff");'),
}  # fmt: skip
