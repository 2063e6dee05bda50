function [X, fX, i] = fmincg (f, X, options, varargin)
  % [X, fX, i] = FMINCG (f, X, options, P1, P2, ...)
  %   Minimise a function by nonlinear conjugate gradients (Polak-Ribiere).
  %   [cost, gradient] = f (X, P1, P2, ...), with X and the gradient columns.
  %   options.MaxIter: at most so many line searches (default 100); negative, at
  %   most so many evaluations; [length, red] sets the reduction expected at first.
  %   X is the best point, fX the cost after each successful line search, i the
  %   number of line searches (or of evaluations).
  %
  %   The method is Carl Edward Rasmussen's fmincg (2001); this file was written
  %   anew for samebits from a description of it.

  RHO = 0.01;      % least part of the slope that the cost must fall by
  SIGMA = 0.5;     % most that may be left of the slope
  MAX = 20;        % evaluations in one line search
  RATIO = 100;     % largest ratio of slopes between line searches

  max_iter = 100;
  if nargin > 2 && isfield (options, "MaxIter") && ! isempty (options.MaxIter)
    max_iter = options.MaxIter;
  end
  len = max_iter(1);
  red = 1;
  if numel (max_iter) > 1
    red = max_iter(2);
  end
  per_search = (len > 0);          % what i counts: line searches ...
  per_evaluation = (len < 0);      % ... or evaluations
  budget = Inf;
  if per_evaluation
    budget = -len;
  end

  i = 0;
  fX = [];
  failed = false;                  % whether the line search before this one failed
  [f1, df1] = feval (f, X, varargin{:});
  i = i + per_evaluation;
  s = -df1;
  d1 = -s' * s;
  z1 = red / (1 - d1);

  while i < abs (len)
    i = i + per_search;
    X0 = X;  f0 = f1;  df0 = df1;

    X = X + z1 * s;
    [f2, df2] = feval (f, X, varargin{:});
    i = i + per_evaluation;
    d2 = df2' * s;
    f3 = f1;  d3 = d1;  z3 = -z1;  % point 3 starts out as point 1
    M = min (MAX, budget - i);
    limit = -1;                    % no far end of the bracket yet

    do
      while (f2 > f1 + z1 * RHO * d1 || d2 > -SIGMA * d1) && M > 0
        % Too far: the minimum is bracketed, so look for it between the points
        limit = z1;
        z2 = interpolate (f1, f2, f3, d2, d3, z3);
        z1 = z1 + z2;
        X = X + z2 * s;
        [f2, df2] = feval (f, X, varargin{:});
        M = M - 1;
        i = i + per_evaluation;
        d2 = df2' * s;
        z3 = z3 - z2;
      end

      too_high = f2 > f1 + z1 * RHO * d1 || d2 > -SIGMA * d1;
      success = ! too_high && d2 > SIGMA * d1;
      searching = ! too_high && ! success && M != 0;
      if searching
        % Not far enough: the slope still goes down steeply
        z2 = extrapolate (f2, f3, d2, d3, z1, z3, limit);
        f3 = f2;  d3 = d2;  z3 = -z2;
        z1 = z1 + z2;
        X = X + z2 * s;
        [f2, df2] = feval (f, X, varargin{:});
        M = M - 1;
        i = i + per_evaluation;
        d2 = df2' * s;
      end
    until ! searching

    if success
      f1 = f2;
      fX = [fX; f1];
      printf ("Iteration %4i | Cost: %4.6e\r", i, f1);
      % Polak-Ribiere direction
      s = (df2' * df2 - df1' * df2) / (df1' * df1) * s - df2;
      [df1, df2] = deal (df2, df1);
      d2 = df1' * s;
      if d2 > 0                    % must go downhill, else take the steepest descent
        s = -df1;
        d2 = -s' * s;
      end
      z1 = z1 * min (RATIO, d1 / (d2 - realmin));
      d1 = d2;
      failed = false;
    else
      X = X0;  f1 = f0;  df1 = df0;
      if failed || i > abs (len)   % twice in a row, or out of evaluations: give up
        break;
      end
      % Try the steepest descent, of the point where the search failed
      [df1, df2] = deal (df2, df1);
      s = -df1;
      d1 = -s' * s;
      z1 = 1 / (1 - d1);
      failed = true;
    end
  end
  printf ("\n");
end

function z2 = interpolate (f1, f2, f3, d2, d3, z3)
  % Step from point 2 towards point 3, to where the minimum is expected.
  INT = 0.1;                       % keep this far from the ends of the bracket
  if f2 > f1
    z2 = z3 - (0.5 * d3 * z3 * z3) / (d3 * z3 + f2 - f3);
  else
    [A, B] = cubic (f2, f3, d2, d3, z3);
    z2 = (sqrt (B * B - A * d2 * z3 * z3) - B) / A;
  end
  if isnan (z2) || isinf (z2)      % no answer: halve the bracket
    z2 = z3 / 2;
  end
  z2 = max (min (z2, INT * z3), (1 - INT) * z3);
end

function z2 = extrapolate (f2, f3, d2, d3, z1, z3, limit)
  % Step from point 2 onwards, away from point 3.
  INT = 0.1;                       % keep this far from the ends of the bracket
  EXT = 3.0;                       % go at most this many times as far
  bracketed = limit > -0.5;
  [A, B] = cubic (f2, f3, d2, d3, z3);
  z2 = -d2 * z3 * z3 / (B + sqrt (B * B - A * d2 * z3 * z3));
  if ! isreal (z2) || isnan (z2) || isinf (z2) || z2 < 0
    if bracketed                   % no answer, or one behind us
      z2 = (limit - z1) / 2;
    else
      z2 = z1 * (EXT - 1);
    end
  elseif bracketed && z2 + z1 > limit
    z2 = (limit - z1) / 2;         % beyond the limit: half way to it
  elseif ! bracketed && z2 + z1 > z1 * EXT
    z2 = z1 * (EXT - 1);           % further than allowed
  elseif z2 < -z3 * INT
    z2 = -z3 * INT;                % too close to point 2
  elseif bracketed && z2 < (limit - z1) * (1 - INT)
    z2 = (limit - z1) * (1 - INT); % too close to the limit
  end
end

function [A, B] = cubic (f2, f3, d2, d3, z3)
  % Coefficients of the cubic through points 2 and 3 and their slopes.
  A = 6 * (f2 - f3) / z3 + 3 * (d2 + d3);
  B = 3 * (f3 - f2) - z3 * (d3 + 2 * d2);
end
