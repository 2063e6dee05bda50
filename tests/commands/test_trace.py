"""samebits trace: where two sides differ first, and the mistake that explains it."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers.mistaken_files import OCTAVE_MISTAKES, PYTHON_MISTAKES
from helpers.places import SOLUTIONS, TESTS
from helpers.replaced import replaced
from samebits.cli import main
from samebits.exercises.ex4 import parity
from samebits.octave.program import OctaveProgram
from samebits.session.session import OctaveSession

pytestmark = [pytest.mark.octave]

REFERENCE = "../octave_reference/ex4/nnCostFunction.m"


@pytest.fixture(scope="module")
def session(octave_program: OctaveProgram) -> Iterator[OctaveSession]:
    with OctaveSession(octave_program) as session:
        yield session


@pytest.fixture
def one_octave(session: OctaveSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same Octave for each trace, for tests that trace a file once: it copies a folder once."""

    def opened(program: OctaveProgram, m_folders: tuple[Path, ...]) -> "nullcontext[OctaveSession]":
        session.use(m_folders)
        return nullcontext(session)

    monkeypatch.setattr(import_module("samebits.api.trace_function"), "OctaveSession", opened)


def trace(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["trace", *map(str, arguments)])


def with_mistake(file: str, right: str, wrong: str, folder: Path) -> Path:
    """A copy of a right file, and of those beside it, with one replacement."""
    source = TESTS / file
    for other in source.parent.glob(f"*{source.suffix}"):
        shutil.copy(other, folder)
    text = source.read_text()
    (folder / source.name).write_text(replaced(text, right, wrong))
    return folder / source.name


@pytest.mark.usefixtures("one_octave")
@pytest.mark.parametrize("mistake", OCTAVE_MISTAKES)
def test_a_mistake_in_octave_is_named(mistake: str, tmp_path: Path) -> None:
    *replacement, words = OCTAVE_MISTAKES[mistake]
    done = trace(with_mistake(*replacement, tmp_path))
    assert done.exit_code == 1, done.output
    assert words in done.output


@pytest.mark.usefixtures("one_octave")
@pytest.mark.parametrize("mistake", PYTHON_MISTAKES)
def test_a_mistake_in_python_is_named(mistake: str, tmp_path: Path) -> None:
    *replacement, words = PYTHON_MISTAKES[mistake]
    done = trace(with_mistake(*replacement, tmp_path))
    assert done.exit_code == 1, done.output
    assert words in done.output


@pytest.mark.usefixtures("one_octave")
def test_right_files_do_not_part() -> None:
    """T2: a solution in loops is called right, though its last bits differ."""
    for file in sorted(SOLUTIONS.glob("ex*/*.m")):
        if file.stem in ("ex4", "submit", "displayData"):
            continue
        before = file.stat().st_mtime_ns, file.read_bytes()
        done = trace(file)
        assert done.exit_code == 0, f"{file}: {done.output}"
        assert "DIFFERENT" not in done.output
        assert (file.stat().st_mtime_ns, file.read_bytes()) == before
    done = trace(SOLUTIONS / "port.py")
    assert done.exit_code == 0, done.output
    assert done.output.count("They do not part: equal bits.") >= 5  # T0, in the arithmetic of the arguments


@pytest.mark.usefixtures("one_octave")
def test_the_variables_of_a_loop_are_the_last_example_s() -> None:
    done = trace(SOLUTIONS / "ex4" / "nnCostFunction.m", "--case", "debug", "--lambda", "3")
    assert done.exit_code == 0, done.output
    for name in ("yt", "a1", "z2", "a2", "z3", "a3", "delta3", "delta2"):
        assert f"{name} (last example)" in done.output
    assert "Only rounding: the solution sums in another order." in done.output


HEAD = """function [J, grad] = nnCostFunction(p, n, hid, K, X, y, lambda)
split = hid * (n + 1); m = size(X, 1);
Theta1 = reshape(p(1:split), hid, n + 1); Theta2 = reshape(p(split+1:end), K, hid + 1);
"""
STYLES = {
    "the bias columns are set to 0": """
        a1 = [ones(m, 1) X]; z2 = a1 * Theta1'; a2 = [ones(m, 1) sigmoid(z2)]; h = sigmoid(a2 * Theta2');
        Y = eye(K)(y, :); J = sum(sum(-Y .* log(h) - (1 - Y) .* log(1 - h))) / m;
        d3 = h - Y; d2 = (d3 * Theta2(:,2:end)) .* sigmoidGradient(z2);
        Theta1(:,1) = 0; Theta2(:,1) = 0; J += lambda / (2*m) * (sum(Theta1(:) .^ 2) + sum(Theta2(:) .^ 2));
        grad = [(d2' * a1 / m + lambda / m * Theta1)(:); (d3' * a2 / m + lambda / m * Theta2)(:)];""",
    "examples in a loop, classes in another, sums divided at the end": """
        J = 0; Theta1_grad = zeros(size(Theta1)); Theta2_grad = zeros(size(Theta2));
        for t = 1:m
          yi = y(t); a1 = [1; X(t,:)']; z2 = Theta1 * a1; a2 = [1; sigmoid(z2)]; a3 = sigmoid(Theta2 * a2);
          for k = 1:K
            yk = (yi == k); J = J - yk * log(a3(k)) - (1 - yk) * log(1 - a3(k));
          end
          labels = 1:K; d3 = a3 - (labels' == yi); delta2 = (Theta2' * d3) .* [1; sigmoidGradient(z2)];
          Theta1_grad += delta2(2:end) * a1'; Theta2_grad += d3 * a2';
        end
        R1 = Theta1; R1(:,1) = 0; R2 = Theta2; R2(:,1) = 0;
        J = J / m + lambda / (2*m) * (sum(R1(:) .^ 2) + sum(R2(:) .^ 2));
        grad = [(Theta1_grad(:) + lambda * R1(:)) / m; (Theta2_grad(:) + lambda * R2(:)) / m];""",
    "examples in columns": """
        a1 = [ones(1, m); X']; z2 = Theta1 * a1; a2 = [ones(1, m); sigmoid(z2)]; a3 = sigmoid(Theta2 * a2);
        labels = 1:K; yv = bsxfun(@eq, y, labels)';
        squares = sum(sum(Theta1(:,2:end) .^ 2)) + sum(sum(Theta2(:,2:end) .^ 2));
        J = -sum(sum(yv .* log(a3) + (1 - yv) .* log(1 - a3))) / m + lambda / (2*m) * squares;
        d3 = a3 - yv; d2 = (Theta2(:,2:end)' * d3) .* sigmoidGradient(z2);
        Delta2 = d3 * a2'; Delta1 = d2 * a1'; Theta1_grad = Delta1 / m; Theta2_grad = Delta2 / m;
        Theta1_grad(:,2:end) += lambda / m * Theta1(:,2:end);
        Theta2_grad(:,2:end) += lambda / m * Theta2(:,2:end); grad = [Theta1_grad(:); Theta2_grad(:)];""",
}


@pytest.mark.parametrize("case", [["--case", "graded"], ["--case", "debug", "--lambda", "0"]])
@pytest.mark.parametrize("style", STYLES)
def test_right_is_right_in_every_style(style: str, case: list[str], tmp_path: Path) -> None:
    """T2: whatever is stored differently on the way, what comes out is right; and wrong is wrong."""
    file = tmp_path / "nnCostFunction.m"
    file.write_bytes(b"% na\xefve\r\n" + (HEAD + STYLES[style]).encode() + b"\nend\n")  # Latin-1
    done = trace(file, *case)
    assert done.exit_code == 0, done.output
    assert "They part" not in done.output
    file.write_text(
        HEAD + STYLES[style].replace("/ m +", "+", 1).replace("d3 = h - Y", "d3 = Y - h") + "\nend\n"
    )
    done = trace(file, *case)
    assert done.exit_code == 1, done.output
    assert "They part at " in done.output
    assert "Likely mistake: " in done.output


@pytest.mark.usefixtures("one_octave")
def test_a_port_may_be_anything_that_can_be_called(tmp_path: Path) -> None:
    (tmp_path / "neighbour.py").write_text("import numpy as np\n\ndef slope(g):\n    return g * (1 - g)\n")
    (tmp_path / "port.py").write_text(
        "from dataclasses import dataclass\nfrom scipy.special import expit as sigmoid\n"
        "from neighbour import slope\nprint('imported')\n\n"
        "class Slope:\n    def __call__(self, z):\n        return slope(sigmoid(z))\n\n"
        "sigmoid_gradient = Slope()\n"
    )
    before = sorted(path.name for path in tmp_path.rglob("*"))
    done = trace(tmp_path / "port.py", "--json")
    assert done.exit_code == 0, done.output
    assert [found["function"] for found in json.loads(done.output)] == ["sigmoid", "sigmoidGradient"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import sys\nsys.exit()\n", "cannot be imported: SystemExit"),
        ("def sigmoid(z):\n    raise SystemExit(0)\n", "Python failed: SystemExit: 0"),
    ],
)
def test_a_port_that_exits(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text(text)
    done = trace(tmp_path / "port.py")
    assert done.exit_code in (1, 2)
    assert words in done.output


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("while true\nend", "no answer within 2 seconds: an endless loop? (--timeout)"),
        ("exit(0);", "does the file call exit?"),
    ],
)
def test_an_octave_that_never_answers(body: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "sigmoid.m").write_text(f"function g = sigmoid(z)\ng = z;\n{body}\nend\n")
    done = trace(tmp_path / "sigmoid.m", "--timeout", "2")
    assert done.exit_code == 2
    assert words in done.output


RIGHT_FORMULA = """function g = sigmoid (z)
  g = 1 ./ (1 + exp (-z));
end
"""


@pytest.mark.usefixtures("one_octave")
@pytest.mark.parametrize("arithmetic", [[], ["--arithmetic", "netlib"]])
@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("1 / (1 + np.exp(-np.clip(z, -500, 500)))", "np.clip is not covered by the arithmetic"),
        ("np.exp(-np.logaddexp(0, -z))", "np.logaddexp is not covered"),
        ("1 / (1 + np.power(np.e, -z))", "a power takes one whole number"),
        ("1 / (1 + np.e ** -z)", "a power takes one whole number"),
    ],
)
def test_what_the_arithmetic_does_not_cover_is_computed_in_numpy(
    formula: str, reason: str, arithmetic: list[str], tmp_path: Path
) -> None:
    """T3: the port is right; that it left the arithmetic is not a mistake, and the report says so."""
    (tmp_path / "port.py").write_text(f"import numpy as np\n\ndef sigmoid(z):\n    return {formula}\n")
    done = trace(tmp_path / "port.py", *arithmetic)
    assert done.exit_code == 0, done.output
    assert "Computed in numpy, since the arithmetic " in done.output
    assert reason in done.output
    for misled in ("Python failed", "They part", "Likely mistake", "see --arithmetic"):
        assert misled not in done.output


@pytest.mark.usefixtures("one_octave")
def test_what_fails_in_numpy_too_has_failed(tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text("import numpy as np\n\ndef sigmoid(z):\n    return np.clipp(z)\n")
    done = trace(tmp_path / "port.py")
    assert done.exit_code == 1
    assert "Python failed: AttributeError: module 'numpy' has no attribute 'clipp'" in done.output
    assert "Computed in numpy" not in done.output


LATE = (
    HEAD
    + """
J = 0; grad = zeros (size (p));
a1 = [ones(m, 1) X]; z2 = a1 * Theta1'; a2 = [ones(m, 1) sigmoid(z2)]; h = sigmoid (a2 * Theta2');
Y = eye (K)(y, :); {before} undefined_thing;
end
"""
)


@pytest.mark.parametrize("before", ["", "J = sum (sum (-Y .* log (h) - (1 - Y) .* log (1 - h))) / m;"])
def test_nothing_is_explained_from_what_a_failed_run_has_left_behind(before: str, tmp_path: Path) -> None:
    file = tmp_path / "nnCostFunction.m"
    file.write_text(LATE.replace("{before}", before))
    done = trace(file)
    assert done.exit_code == 1, done.output
    assert "Octave failed: 'undefined_thing' undefined" in done.output
    assert re.search(r"^  a2 +equal bits$", done.output, re.MULTILINE)
    assert re.search(r"^  J +not judged$", done.output, re.MULTILINE)
    assert "Likely mistake" not in done.output
    assert "They part" not in done.output
    assert "samebits-octave-" not in done.output  # the path of a copy
    (tmp_path / "port.py").write_text(
        "import numpy as np\n\ndef nn_cost_function(p, n, h, K, X, y, lambda_):\n"
        "    J, grad = 0.0, np.zeros(p.size)\n    return undefined_thing\n"
    )
    done = trace(tmp_path / "port.py")
    assert done.exit_code == 1, done.output
    assert "Python failed: NameError" in done.output
    assert "Likely mistake" not in done.output


ONE_VS_ALL = """import numpy as np
from scipy.optimize import minimize


def one_vs_all(X, y, num_labels, lambda_):
    A = np.column_stack([np.ones(len(X)), X])

    def cost(theta, wanted):
        h = 1 / (1 + np.exp(-A @ theta))
        bias = np.append(0, theta[1:])
        J = -np.mean(wanted * np.log(h) + (1 - wanted) * np.log(1 - h)) + lambda_ / 2 / len(A) * bias @ bias
        return J, A.T @ (h - wanted) / len(A) + lambda_ / len(A) * bias

    start = np.zeros(A.shape[1])
    found = [minimize(cost, start, args=(y == c,), jac=True, method="CG").x for c in range(1, num_labels + 1)]
    return np.array(found)
"""


def test_another_optimiser_the_same_optimum(tmp_path: Path) -> None:
    """T4: the weights differ, and are as good; worse ones are still a mistake, named as before."""
    (tmp_path / "port.py").write_text(ONE_VS_ALL)
    done = trace(tmp_path / "port.py")
    assert done.exit_code == 0, done.output
    assert re.search(r"^  all_theta +same optimum", done.output, re.MULTILINE)
    assert "Another optimiser, the same optimum" in done.output
    (tmp_path / "port.py").write_text(ONE_VS_ALL.replace("np.array(found)", "0.9 * np.array(found)"))
    done = trace(tmp_path / "port.py")
    assert done.exit_code == 1, done.output
    assert "They part at" in done.output


@pytest.mark.parametrize(
    "text",
    [
        "while True:\n    pass\n",
        "def sigmoid(z):\n    while True:\n        pass\n",
        "import signal\nfor number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n\n"
        "def sigmoid(z):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass\n",
        "def sigmoid(z):\n    return sum(range(10**18))\n",  # compiled: no other thread ever runs
    ],
    ids=["top level", "function", "signals ignored", "compiled"],
)
def test_a_port_that_never_answers(text: str, tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text(text)
    done = trace(tmp_path / "port.py", "--timeout", "1")
    assert done.exit_code == 2
    assert "port.py gave no answer within 1 seconds: an endless loop? (--timeout)" in done.output


@pytest.mark.usefixtures("one_octave")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import os; os._exit(0)", "port.py ended its Python: does it call os._exit?"),
        ("return [1.0, None]", "Python failed: grad is None; expected numbers: is it never set?"),
        ("return 1.0", "Python failed: it returned 1 value (J, grad expected)"),
        (
            "return 1.0, 'text'",
            "Python failed: grad is an array of <U4 of shape (1, 1); expected real numbers",
        ),
        ("return 1.0, [[1.0], [1.0, 2.0]]", "Python failed: grad is a list of parts with different shapes"),
    ],
)
def test_values_that_are_not_a_cost_and_a_gradient_are_reported(
    body: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "port.py").write_text(f"def nn_cost_function(p, n, h, K, X, y, lambda_):\n    {body}\n")
    done = trace(tmp_path / "port.py")
    assert done.exit_code in (1, 2)
    assert words in done.output


@pytest.mark.usefixtures("one_octave")
def test_labels_are_whole_numbers_and_a_list_will_do(tmp_path: Path) -> None:
    """T2: a port is called as `samebits grade` calls it."""
    text = (SOLUTIONS / "port.py").read_text()
    (tmp_path / "right.py").write_text(text)
    (tmp_path / "port.py").write_text(
        "import numpy as np\nfrom right import nn_cost_function as right\n\n"
        "def nn_cost_function(p, n, h, K, X, y, lambda_):\n"
        "    assert np.eye(K)[y - 1].shape == (len(y), K)\n"
        "    return list(right(p, n, h, K, X, y, lambda_))\n"
    )
    done = trace(tmp_path / "port.py")
    assert done.exit_code == 0, done.output
    assert "Python failed" not in done.output


@pytest.mark.usefixtures("one_octave")
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "sigmoid.m is empty; expected a function"),
        (b" \n\t\n", "sigmoid.m is empty; expected a function"),
        (b"\x7fELF\0\1", "sigmoid.m is a binary file; expected the text of an Octave function"),
        (b"x = 1;\n", "sigmoid.m is a script; expected a file that begins with the word function"),
        (b"% comments alone\n", "sigmoid.m is a script; expected a file that begins with the word function"),
        (b"1;\n" + RIGHT_FORMULA.encode(), "sigmoid.m is a script; expected a file that begins"),
        (None, "sigmoid.m is a folder; expected a file"),
    ],
)
def test_an_m_file_that_is_not_a_function_is_reported(
    content: bytes | None, words: str, tmp_path: Path
) -> None:
    file = tmp_path / "sigmoid.m"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    done = trace(file)
    assert done.exit_code in (1, 2)
    assert words in done.output
    assert "line -1" not in done.output
    assert "samebits-octave-" not in done.output


@pytest.mark.usefixtures("one_octave")
@pytest.mark.parametrize("variable", ["class", "size", "numel", "double", "strcmp", "fieldnames", "strjoin"])
def test_a_variable_may_have_a_function_s_name(variable: str, tmp_path: Path) -> None:
    file = tmp_path / "sigmoid.m"
    file.write_text(RIGHT_FORMULA.replace("  g =", f"  {variable} = -0.5;\n  g ="))
    done = trace(file)
    assert done.exit_code == 0, done.output
    assert "They do not part: equal bits." in done.output  # T0


@pytest.mark.usefixtures("one_octave")
def test_a_function_may_stand_inside_another(tmp_path: Path) -> None:
    file = tmp_path / "sigmoid.m"
    inner = "  function h = inner (x)\n    h = exp (-x);\n  end\n  g ="
    file.write_text(RIGHT_FORMULA.replace("  g =", inner).replace("exp (-z)", "inner (z)"))
    done = trace(file)
    assert done.exit_code == 0, done.output
    assert "They do not part: equal bits." in done.output  # T0


@pytest.mark.usefixtures("one_octave")
def test_the_first_name_index_and_values_are_reported(tmp_path: Path) -> None:
    file = with_mistake(REFERENCE, "delta3 = H - Y", "delta3 = Y - H", tmp_path)
    done = trace(file, "--json")
    assert done.exit_code == 1, done.output
    (printed,) = json.loads(done.output)
    assert printed["function"] == "nnCostFunction"
    assert printed["parted"].startswith("delta3(1,1): ")
    assert " in Python, " in printed["parted"]
    status = {stage["stage"]: stage["status"] for stage in printed["stages"]}
    assert [name for name in status if status[name] == "different"] == [
        "delta3", "delta2", "Theta1_grad", "Theta2_grad", "grad",
    ]  # fmt: skip
    assert status["J"] in ("equal", "rounding")
    assert printed["explanations"] == ["grad: delta3 is y - h; it should be h - y"]


@pytest.mark.usefixtures("one_octave")
def test_a_port_against_a_solution(tmp_path: Path) -> None:
    port = with_mistake("submissions/right/port.py", "delta3 = h - Y", "delta3 = Y - h", tmp_path)
    done = trace(port, SOLUTIONS / "ex4" / "nnCostFunction.m")
    assert done.exit_code == 1
    assert f"{port} and {SOLUTIONS / 'ex4' / 'nnCostFunction.m'} in Octave" in done.output
    assert "delta3 is y - h" in done.output


def test_the_rounding_of_numpy_s_own_sums_is_not_a_mistake() -> None:
    done = trace("nnCostFunction", "--arithmetic", "numpy", "--case", "digits")
    assert done.exit_code == 0, done.output
    assert "Only rounding: NumPy's own products and sums run in another order" in done.output


def test_a_file_that_fails_shows_how_far_it_got(tmp_path: Path) -> None:
    file = with_mistake(REFERENCE, "delta3 * Theta2(:,2:end)", "delta3 * Theta2", tmp_path)
    done = trace(file)
    assert done.exit_code == 1, done.output
    assert "Octave failed: product: nonconformant arguments" in done.output
    assert "delta3                      equal bits" in done.output


def test_the_first_iteration_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all weights, on 200 of the 5000 digits: that the two part does not hang on their number."""
    X, y = parity.digits()
    monkeypatch.setattr(parity, "digits", lambda: (X[::25], y[::25]))
    done = trace("training", "--json")
    assert done.exit_code == 1
    printed = json.loads(done.output)
    assert printed["iteration"] >= 1
    assert printed["weight"].startswith("weights(")
    done = trace("training", "--arithmetic", "octave")
    assert done.exit_code == 0, done.output
    assert "equal bits in all 50 iterations" in done.output  # T0


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["nothing.m"], 2, "nothing.m: there is no such file"),
        (["nnCost"], 2, "nnCost: expected a .m or .py file, or one of training, fmincg"),
        (["a.m", "b.m"], 2, "expected one .m file, one .py file, or a function's name; got a.m b.m"),
        (["--octave", "/no/octave"], 2, "Octave was not found: looked for /no/octave"),
        (["training", "--case", "debug"], 2, "--case: training is one run, with inputs of its own"),
        (["sigmoid", "--case", "big"], 2, "'big' is not one of"),
        ([str(SOLUTIONS / "ex4" / "ex4.m")], 2, "no function of the exercise is there"),
        ([str(SOLUTIONS / "port.py"), "--only", "fmincg"], 2, "no function of the exercise is there"),
    ],
)
def test_wrong_input(arguments: list[str], status: int, message: str) -> None:
    done = trace(*arguments)
    assert done.exit_code == status
    assert message in done.output


def test_a_port_that_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "port.py").write_text("import nothing_like_this\n")
    done = trace(tmp_path / "port.py")
    assert done.exit_code == 2
    assert "cannot be imported: ModuleNotFoundError" in done.output
