"""A port runs in a process of its own."""

import sys
from pathlib import Path

from samebits.exercises.shared.functions import SIGMOID
from samebits.trace.function import Function
from samebits.trace.port import Port


def known() -> list[Function]:
    return [SIGMOID]


def test_only_the_port_s_own_process_has_its_folder_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "slopes.py").write_text("def rise(z):\n    return -z\n")
    (tmp_path / "port.py").write_text(
        "import numpy as np\nfrom slopes import rise\n\n"
        "def sigmoid(z):\n    return 1 / (1 + np.exp(rise(z)))\n"
    )
    before = list(sys.path)
    with Port(tmp_path / "port.py", 60, known) as port:
        assert port.functions == {"sigmoid"}
        result, _ = port.run(SIGMOID, ("graded", 0.0, "netlib"))
    assert not result.error
    assert sys.path == before
    assert "slopes" not in sys.modules
