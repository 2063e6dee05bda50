"""The house: imports point downwards, and the machinery knows no exercise."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import samebits
from samebits.exercises import EXERCISES

PACKAGE = Path(samebits.__file__).parent
MACHINERY = ("parity", "trace", "grading", "session")
TOLD = (
    "parity",
    "bounds",
    "functions",
    "inputs",
    "mistakes",
    "stages",
)  # beside a port: what the machinery is told
LEVELS = (
    {"errors", "resources", "templates"},
    {"octave"},
    {"port"},
    {"session"},
    {"parity"},
    {"trace", "gradient"},
    {"exercises"},
    {"lecture"},
    {"catalogue", "grading"},
    {"api"},
    {"commands"},
    {"cli"},
)


def modules() -> dict[str, ast.Module]:
    """Our modules by name, without the short names of the package itself and the sandbox's inside."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        if path != PACKAGE / "__init__.py" and "inside" not in path.parts:
            found[name] = ast.parse(path.read_text())
    return found


MODULES = modules()


def imported(tree: ast.AST) -> Iterator[str]:
    """What of ours is imported, wherever it stands; what is for the type checker alone is left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.removeprefix("samebits.") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "samebits":
            base = (node.module or "").removeprefix("samebits").removeprefix(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}".removeprefix(".")
                yield inner if inner in MODULES else base
        yield from imported(node)


IMPORTS = {name: {other for other in imported(tree) if other in MODULES} for name, tree in MODULES.items()}


def room(module: str) -> str:
    first, *rest = module.split(".")
    if first == "exercises" and len(rest) >= 1 and (PACKAGE / "exercises" / rest[0]).is_dir():
        return "exercises" if rest[-1] in TOLD else "port"
    return first


def level(module: str) -> int:
    return next(number for number, rooms in enumerate(LEVELS) if room(module) in rooms)


def test_something_is_read() -> None:
    assert len(MODULES) > 80
    assert "octave.arithmetic" in IMPORTS["exercises.ex4.network" if "ex4" in EXERCISES else "octave.layout"]


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_point_downwards(module: str) -> None:
    upwards = [other for other in IMPORTS[module] if level(other) > level(module)]
    assert upwards == []


def test_there_is_no_import_circle() -> None:
    done: set[str] = set()

    def follow(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for other in sorted(IMPORTS[module]):
                follow(other, (*way, module))
            done.add(module)

    for module in sorted(MODULES):
        follow(module, ())


def test_an_exercise_imports_no_other() -> None:
    for module, others in IMPORTS.items():
        own = module.split(".")[1] if module.startswith("exercises.") else ""
        if own in (*EXERCISES, "shared"):
            found = {other.split(".")[1] for other in others if other.startswith("exercises.ex")}
            assert found - {"exercise", own} == set(), module


@pytest.mark.parametrize("folder", MACHINERY)
def test_the_machinery_speaks_of_no_exercise(folder: str) -> None:
    words = re.compile(r"nnCostFunction|Theta|10025|\b400\b(?!,)|\bex\d\b")
    texts = [path for path in (PACKAGE / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert len(texts) > 4
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if words.search(line)
    ]
    assert found == []


def loaded_after(code: str) -> list[str]:
    """Our exercises' modules that are loaded after some statements in a Python of their own."""
    names = "print(*(name for name in sys.modules if name.startswith('samebits.exercises')))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{names}"], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize("folder", ["parity", "trace", "session"])
def test_the_machinery_loads_no_exercise(folder: str) -> None:
    names = [f"samebits.{name}" for name in MODULES if name.split(".")[0] == folder]
    assert loaded_after(f"import {', '.join(names)}") == []


@pytest.mark.octave
def test_the_plugin_loads_no_exercise(tmp_path: Path) -> None:
    """Also where a call is compared with a live Octave."""
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it(parity):\n    parity.check('sqrt', [2.0], 2.0**0.5)\n"
        "    assert not [name for name in sys.modules if name.startswith('samebits.exercises')]\n"
        "    assert 'samebits.parity.run' not in sys.modules\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_port_loads_no_other_exercise_and_no_machinery(exercise: str) -> None:
    heavy = ("oct2py", "matplotlib", "click", "samebits.parity", "samebits.trace", "samebits.session")
    code = f"import samebits.exercises.{exercise}\nassert not {{*{heavy}}} & {{*sys.modules}}"
    loaded = loaded_after(code)
    assert f"samebits.exercises.{exercise}" in loaded
    assert not [name for other in EXERCISES if other != exercise for name in loaded if f".{other}" in name]
