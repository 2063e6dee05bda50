"""The public names: short to import, and loaded only when they are used."""

import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import samebits


@pytest.mark.parametrize("name", samebits.__all__)
def test_public_names(name: str) -> None:
    assert getattr(samebits, name).__doc__
    assert name in dir(samebits)


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'fmincgg'"):
        _ = samebits.fmincgg


def test_importing_the_package_loads_no_numpy() -> None:
    code = (
        "import sys, samebits; print([m for m in ('numpy', 'scipy', 'click', 'oct2py') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_all_errors_have_one_base() -> None:
    """`except SamebitsError` catches whatever the package raises of its own."""
    found = {
        cls
        for module in pkgutil.walk_packages(samebits.__path__, "samebits.")
        if ".inside" not in module.name and ".solution" not in module.name
        for cls in vars(import_module(module.name)).values()
        if inspect.isclass(cls) and issubclass(cls, Exception) and cls.__module__.startswith("samebits.")
    }
    others = {cls.__name__ for cls in found if not issubclass(cls, samebits.SamebitsError)}
    assert len(found) > 10
    assert others == {"CannotRun"}  # the command line's own, which click prints
