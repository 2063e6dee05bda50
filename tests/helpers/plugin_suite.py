"""A folder of `.m` files, and somebody's test-suite beside it."""

import pytest

M_FILES = {
    "twice": "function y = twice (x)\n  y = 2 * x;\nend\n",
    "halves": "function [low, high] = halves (v)\n  low = v(1:2);\n  high = v(3:end);\nend\n",
    "shout": "function s = shout (s)\n  s = [upper(s) '!'];\nend\n",
    "isbig": "function b = isbig (x)\n  b = x > 2;\nend\n",
    "broken": "function y = broken (x)\n  error ('no luck with %d', x);\nend\n",
    "chatter": "function y = chatter (x)\n  while true\n    disp (x);\n  end\nend\n",
    "leave": "function y = leave (x)\n  exit (3);\nend\n",
    "crash": "function y = crash (x)\n  kill (getpid (), 11);\nend\n",
    "spin": "function y = spin (x)\n  while true\n  end\nend\n",
    "ask": "function y = ask (x)\n  pause; keyboard; y = isempty (input ('well? ')) * x;\nend\n",
    "prompt": "function y = prompt (x)\n  disp ('octave:1> ');\n  system (\"printf 'octave:2> '\");\n"
    "  y = x;\nend\n",
    "deep": "function y = deep (x)\n  y = deep (x + 1);\nend\n",
    "unset": "function y = unset (x)\nend\n",
    "kinds": "function s = kinds (varargin)\n  s = '';\n  for k = 1:nargin\n"
    "    s = [s, sprintf('%s %dx%d ', class (varargin{k}), size (varargin{k}))];\n  end\nend\n",
    "same": "function x = same (x)\nend\n",
    "slope": "function d = slope (f, x)\n  d = (f (x + 1) - f (x - 1)) / 2;\nend\n",
    "empties": "function [a, b, c, d] = empties ()\n  a = single ([]);\n  b = true;\n"
    "  c = int8 (3);\n  d = real (complex (1, 0));\nend\n",
}
RIGHT = """
    import numpy as np

    def test_one(parity):
        x = np.array([[0.1, -0.0], [np.nan, 3]])
        parity.check("twice", [x], ours=2 * x)

    def test_two(parity):
        v = np.array([1.0, 2, 3, 4])
        parity.check("halves", [v], ours=(v[:2], v[2:]))

    def test_text_and_truth(parity, octave):
        assert octave.feval("shout", "abc") == "ABC!"
        parity.check("isbig", [np.array([1.0, 3])], ours=np.array([False, True]))
"""


def beside_m_files(pytester: pytest.Pytester) -> pytest.Pytester:
    """An empty test-suite beside a folder of `.m` files."""
    folder = pytester.mkdir("m")
    for name, text in M_FILES.items():
        (folder / f"{name}.m").write_text(text)
    return pytester


def run(suite: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return suite.runpytest_subprocess("--m-path=m", "-p", "no:cacheprovider", *arguments)
