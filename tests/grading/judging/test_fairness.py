"""Right solutions in the ways that students write them lose nothing, whatever stands around them."""

from dataclasses import replace

import pytest

from helpers.places import SOLUTIONS
from helpers.replaced import replaced
from helpers.tiers import t0_bits
from samebits.grading.assignment.model import load_assignment
from samebits.grading.judging.submission import grade_submission
from samebits.grading.results import RIGHT, Graded
from samebits.grading.sandbox.confine import level_for
from samebits.grading.sandbox.programs import Programs, find_programs

PORT = (SOLUTIONS / "port.py").read_text()
ONE_HOT = "np.eye(num_labels)[y.astype(int).ravel() - 1]"
OCTAVE = {path.name: path.read_text() for path in sorted((SOLUTIONS / "ex4").glob("*.m"))}
ASSIGNMENT = load_assignment("ex4")

PYTHON_STYLES = {
    "labels as indices": {"nn.py": replaced(PORT, ONE_HOT, "np.eye(num_labels)[y - 1]")},
    "labels as pairs of indices": {
        "nn.py": replaced(PORT, ONE_HOT, "np.zeros((m, num_labels))",
            "    a1 = np", "    Y[np.arange(m), y - 1] = 1\n    a1 = np"
        )
    },
    "labels as a column": {"nn.py": replaced(PORT, ONE_HOT, "1.0 * (y == np.arange(1, num_labels + 1))")},
    "labels one by one from a column": {
        "nn.py": replaced(PORT, ONE_HOT, "np.array([np.eye(num_labels)[y[i, 0] - 1] for i in range(m)])")
    },
    "pictures": {
        "nn.py": "import matplotlib.pyplot as plt\nfrom matplotlib import cm\n" + PORT
        + "\n\nfigure, axes = plt.subplots(1, 2)\naxes[0].plot([1, 2])\nplt.show()\n"
    },
    "the course's data at import": {
        "nn.py": "from scipy.io import loadmat\ndata = loadmat('ex4data1.mat')\nX = data['X']\n" + PORT
        + "\nprint(predict(X, X, X))\n"
    },
    "a notebook's magic": {"nn.py": "get_ipython().run_line_magic('matplotlib', 'inline')\n" + PORT},
    "a library that is not there": {"nn.py": "import pandas as pd\n" + PORT},
    "options of a command line": {
        "nn.py": "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('data')\n"
        "options = parser.parse_args()\n" + PORT
    },
    "a script beside that only imports": {
        "ex4.py": "from nn_functions import nn_cost_function, sigmoid_gradient\nopen('ex4data1.mat')\n",
        "nn_functions.py": PORT,
    },
    "relative imports": {
        "helpers.py": PORT[: PORT.index("def nn_cost_function")],
        "nn.py": "import numpy as np\nfrom .helpers import *\n" + PORT[PORT.index("def nn_cost_function") :],
    },
    "a package beside": {
        "tools/helpers.py": PORT[: PORT.index("def nn_cost_function")],
        "nn.py": "import numpy as np\nfrom tools.helpers import sigmoid, sigmoid_gradient\n"
        + PORT[PORT.index("def nn_cost_function") :],
    },
    "a guard in the logarithm": {"nn.py": replaced(PORT, "np.log(h)", "np.log(h + 1e-8)")},
}  # fmt: skip
OCTAVE_STYLES = {
    "a package loaded": {
        "nnCostFunction.m": replaced(OCTAVE["nnCostFunction.m"], "J = 0;", "J = 0; pkg load statistics;")
    },
}


@pytest.fixture(scope="module")
def programs() -> Programs:
    return find_programs(level_for(trusted=False))


def graded(files: dict[str, str], programs: Programs) -> Graded:
    return grade_submission(
        ASSIGNMENT, "anna", {name: text.encode() for name, text in files.items()}, b"key", programs
    )


@pytest.mark.octave
@pytest.mark.parametrize("name", ["cellfun", "strsplit", "glob"])
def test_a_file_named_like_a_function_of_octaves_costs_nothing(name: str, programs: Programs) -> None:
    """It hides the function from what reads the inputs and writes the values, also indirectly."""
    own = f"function varargout = {name} (varargin)\n  error ('mine');\nend\n"
    assert graded({**OCTAVE, f"{name}.m": own}, programs).parts[2].status == RIGHT


@pytest.mark.parametrize("style", PYTHON_STYLES)
def test_right_in_python(style: str, programs: Programs) -> None:
    t0_bits(graded(PYTHON_STYLES[style], programs).score, 100.0)


@pytest.mark.octave
@pytest.mark.parametrize("style", OCTAVE_STYLES)
def test_right_in_octave(style: str, programs: Programs) -> None:
    t0_bits(graded({**OCTAVE, **OCTAVE_STYLES[style]}, programs).score, 100.0)


def test_a_file_that_failed_when_imported_says_so(programs: Programs) -> None:
    result = graded(PYTHON_STYLES["a library that is not there"], programs)
    assert (
        "nn.py failed when it was imported (ModuleNotFoundError: No module named 'pandas'" in result.printed
    )
    result = graded({"nn.py": replaced(PORT, "import numpy as np", "import nump as np")}, programs)
    assert result.parts[0].status == "crashed"
    assert "NameError: name 'np' is not defined" in result.parts[0].feedback[0]


@pytest.mark.octave
def test_messages_of_octave_that_would_lead_astray(programs: Programs) -> None:
    def feedback(name: str, text: str) -> str:
        return " ".join(graded({**OCTAVE, name: text}, programs).parts[2].feedback)

    slope = "function g = sigmoidGradient(z)\n"
    assert "'string' undefined" in feedback("sigmoidGradient.m", slope + "g = string(z);\nend\n")
    assert "its file is a script: it is empty, or has a command before the word function" in feedback(
        "sigmoidGradient.m", "clear all;\n" + slope + "g = z;\nend\n"
    )
    broken = feedback("sigmoidGradient.m", slope + "g = (z;\nend\n")
    assert "parse error" in broken
    assert "samebits-grade" not in broken
    assert "\\x" not in feedback("sigmoidGradient.m", slope + "error(char([231 97 97]));\nend\n")


@pytest.mark.octave
def test_a_row_is_told_as_a_row(programs: Programs) -> None:
    text = replaced(
        OCTAVE["nnCostFunction.m"], "[Theta1_grad(:) ; Theta2_grad(:)]", "[Theta1_grad(:); Theta2_grad(:)]'"
    )
    part = graded({**OCTAVE, "nnCostFunction.m": text}, programs).parts[3]
    assert part.feedback[0] == "grad is 1x32; expected a vector of 32 (a row, where a column is expected)"


@pytest.mark.octave
def test_what_no_octave_could_run_might_have_been_right(programs: Programs) -> None:
    files = {**OCTAVE, "nn.py": replaced(PORT, "h - Y", "Y - h")}
    t0_bits(graded(files, programs).score, 100.0)
    without = graded(files, replace(programs, octave=""))
    assert not without.gradable
    assert [part.status for part in without.parts[:5]] == ["right"] * 3 + ["not gradable"] * 2


def test_a_part_that_only_octave_can_answer_is_no_zero_without_octave(programs: Programs) -> None:
    files = {**OCTAVE, "nn.py": PORT}
    only = replace(ASSIGNMENT.parts[2], function={"octave": "sigmoidGradient"})
    assignment = replace(ASSIGNMENT, parts=(ASSIGNMENT.parts[0], only))
    contents = {name: text.encode() for name, text in files.items()}
    result = grade_submission(assignment, "anna", contents, b"key", replace(programs, octave=""))
    assert [part.status for part in result.parts] == ["right", "not gradable"]


PUBLIC_SLOPES = """

def compute_numerical_gradient(J, theta):
    g = 3 * theta ** 2
    g[:2] += theta[1::-1]
    return g
"""
DIFFERENCES = (
    PORT
    + """

backpropagation = nn_cost_function

def nn_cost_function(nn_params, *rest):
    def J(p):
        return backpropagation(p, *rest)[0],
    return J(nn_params)[0], compute_numerical_gradient(J, nn_params)
"""
)


def test_a_gradient_by_differences_of_the_cost_has_no_points(programs: Programs) -> None:
    """Central differences take some 40 s of a processor, backpropagation a tenth of a second."""
    few = replace(ASSIGNMENT, parts=tuple(p for p in ASSIGNMENT.parts if p.points), seconds=2)
    files = {"nn.py": DIFFERENCES.encode()}
    result = grade_submission(few, "anna", files, b"key", programs)
    statuses = {part.name: part.status for part in result.parts}
    assert statuses["Neural network gradient (backpropagation)"] == "timed out"
    assert statuses["Regularised gradient"] == "timed out"
    t0_bits(result.score, 50.0)


def test_slopes_of_the_public_cost_are_not_those_of_the_hidden_one(programs: Programs) -> None:
    def numerical(text: str) -> str:
        parts = {part.name: part for part in graded({"nn.py": text}, programs).parts}
        return parts["Numerical gradient"].status

    assert numerical(PORT) == "right"
    assert numerical(PORT + PUBLIC_SLOPES) == "wrong"
