"""Runs inside the confinement: calls a submission's functions and writes their values.

    python -I -S child.py JOB FOLDER HANDED_OUT DESCRIPTOR PACKAGES [NOT_TO_IMPORT ...]

It knows no right answers. What it writes is a claim about values, nothing more.
`samebits.grading.sandbox.protocol` describes what is read and written.
"""

import ast
import contextlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import ModuleType
from typing import Any

PACKAGE = "handed_in"
LONGEST = 2000  # characters of a message


class Missing(LookupError):
    """The function is in none of the files: the reason, or the names that are there."""

    def __init__(self, why: str, names: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.why, self.names = why, names


class Cost(float):
    """A cost that can be used as a number, or unpacked into cost and gradient."""

    parts: tuple[float, Any]

    def __new__(cls, cost: float, gradient: Any) -> "Cost":
        made = super().__new__(cls, cost)
        made.parts = (float(cost), gradient)
        return made

    def __getitem__(self, k: int) -> Any:
        return self.parts[k]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)


def main() -> None:
    job, folder, handed_out, descriptor, packages, *avoided = sys.argv[1:]
    sys.path[:0] = packages.split(os.pathsep)
    import numpy as np

    out = int(descriptor)
    send = os.write
    sys.path.insert(0, folder)
    sys.path.append(handed_out)

    def say(head: str, body: bytes = b"") -> None:
        data = memoryview(head.encode() + b"\n" + body)
        while data:
            data = data[send(out, data) :]

    def say_text(kind: str, k: int, text: str) -> None:
        body = text[:LONGEST].encode(errors="replace")
        say(f"{kind} {k} {len(body)}", body)

    with open(job, "rb") as file:
        calls = list(read_calls(file, np))
    del sys.argv[1:]  # as if it had been started without arguments
    say("hello")
    modules = Modules(folder, avoided)
    for k, names, wanted, arguments in calls:
        try:
            function = modules.function(names, partial(say_text, "import", k))
            say(f"start {k}")
            returned = call_in_either_form(function, arguments, np)
            values = returned if isinstance(returned, (tuple, list)) and wanted > 1 else (returned,)
            for value in values[:wanted]:
                kind, body = encode_value(value, np)
                if body is None:
                    say_text("other", k, kind)
                else:
                    say(f"value {k} {kind}", body)
        except Missing as error:
            say_text("missing", k, "\n".join([error.why, *error.names]))
        except BaseException as error:
            say_text("error", k, describe_error(error, folder))
        say(f"end {k}")
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
    say("bye")
    os._exit(0)  # even if the submission has left threads running


def read_calls(file: Any, np: Any) -> Iterator[tuple[int, list[str], int, list[Any]]]:
    """The calls of a job, each with fresh arguments."""

    def cost(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *a: Cost(*function(*a))

    while head := file.readline().split():
        _, k, wanted, count, *names = (word.decode() for word in head)
        arguments = []
        for _ in range(int(count)):
            kind, *sizes = file.readline().decode().split()
            sizes = [int(size) for size in sizes]
            if kind == "expression":
                arguments.append(eval(file.read(sizes[0]).decode(), {"np": np, "cost": cost}))
                continue
            n = 1
            for size in sizes:
                n *= size
            values = np.frombuffer(file.read(8 * n), "<f8").astype(
                np.int64 if kind == "whole" else np.float64
            )
            number = float(values[0]) if not sizes else 0.0
            whole = int(number) if number.is_integer() else number
            arguments.append(values.reshape(sizes, order="F") if sizes else whole)
        yield int(k), names, int(wanted), arguments


def call_in_either_form(function: Callable[..., Any], arguments: list[Any], np: Any) -> Any:
    """Call a function; if it fails, call it again with labels as a column, as in MAT-files."""
    labels = [isinstance(a, np.ndarray) and a.ndim == 1 and a.dtype.kind == "i" for a in arguments]
    columns = [a.reshape(-1, 1).copy() if label else a for a, label in zip(arguments, labels, strict=True)]
    try:
        return call(function, arguments)
    except Exception:
        if not any(labels):
            raise
        with contextlib.suppress(Exception):
            return call(function, columns)
        raise


def call(function: Callable[..., Any], arguments: list[Any]) -> Any:
    """Call a function; one with one more parameter than Octave's is passed a RandomState."""
    with contextlib.suppress(TypeError, ValueError):
        needed = [
            p
            for p in inspect.signature(function).parameters.values()
            if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
        if len(needed) == len(arguments) + 1:
            import numpy as np

            arguments = [*arguments, np.random.RandomState()]
    return function(*arguments)


class Modules:
    """The submission's files, each imported when one of its functions is needed."""

    def __init__(self, folder: str, avoided: Sequence[str]) -> None:
        self.folder, self.avoided = folder, avoided
        self.loaded: dict[str, ModuleType | BaseException] = {}
        self.failed: dict[str, BaseException] = {}
        self.trees: dict[str, ast.Module] = {}
        self.broken: list[str] = []
        package = ModuleType(PACKAGE)  # so that files may import each other with a dot
        package.__path__ = [folder]
        sys.modules[PACKAGE] = package
        for name in sorted(os.listdir(folder)):
            if name.endswith(".py"):
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        self.trees[name] = ast.parse(file.read())
                except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                    where = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) else ""
                    self.broken.append(f"{name}, {where or error}")

    def function(self, names: Sequence[str], importing: Callable[[str], None]) -> Any:
        defined = {file: dict(top_level(tree)) for file, tree in self.trees.items()}
        files = [file for file in defined if defined[file].keys() & set(names)]
        if not files:
            if self.broken:
                raise Missing("a file cannot be read: " + "; ".join(self.broken))
            raise Missing("", sorted({name for found in defined.values() for name in found}))
        # First the file of that name, then one that defines it, then one that imports it
        file = min(files, key=lambda f: (f[:-3] not in names, not any(defined[f].get(n) for n in names)))
        if file not in self.loaded:
            if file in self.avoided:
                raise Missing(f"ended {file}")
            importing(file)
            self.loaded[file] = self.load(file)
        module = self.loaded[file]
        if isinstance(module, BaseException):
            raise module
        name = next((n for n in names if n in vars(module)), None)
        if name is None and file in self.failed:
            raise self.failed[file]
        if name is None or not callable(vars(module)[name]):
            raise Missing(f"{name or names[0]} is not a function in {file}")
        return vars(module)[name]

    def load(self, file: str) -> ModuleType | BaseException:
        """Import a file. If that fails, run its statements one by one, without those that fail."""
        path = os.path.join(self.folder, file)
        sys.argv[:] = [path]
        made = self.module(file)
        try:
            exec(compile(self.trees[file], path, "exec"), vars(made))
        except (Exception, SystemExit) as error:
            self.failed[file] = error
            print(f"{file} failed when it was imported ({describe_error(error, self.folder)}): ", end="")
            print("its statements are run one by one, without those that fail.")
            made = self.module(file)
            for statement in self.trees[file].body:
                with contextlib.suppress(Exception, SystemExit):
                    exec(compile(ast.Module([statement], []), path, "exec"), vars(made))
        except BaseException as error:
            return error
        return made

    def module(self, file: str) -> ModuleType:
        made = ModuleType(f"{PACKAGE}.{file[:-3]}")
        made.__file__, made.__package__ = os.path.join(self.folder, file), PACKAGE
        sys.modules[made.__name__] = made
        sys.modules.setdefault(file[:-3], made)
        return made


def top_level(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """The names in a file, and whether it defines them itself (False: it imports them)."""
    waiting: list[Any] = list(tree.body)
    for node in waiting:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, True
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name, False) for alias in node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, True
        elif not isinstance(node, (ast.AsyncFunctionDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)  # inside `if`, `try`, an assignment


def encode_value(value: Any, np: Any) -> tuple[str, bytes | None]:
    """A value's class, sizes and bytes; or a description of what else it is, and None."""
    if isinstance(value, np.ma.MaskedArray):
        return "a masked array", None
    try:
        a = np.asarray(value)
        kind = a.dtype.name
        if a.dtype.kind not in "biuf":
            what = "None" if value is None else f"{type(value).__name__} of {kind}"
            return what if a.dtype.kind != "c" else "complex numbers", None
        a = np.array(a, dtype="<f8", order="F", subok=False)
        return " ".join([kind, *map(str, a.shape)]), a.tobytes(order="F")
    except Exception as error:
        return f"{type(value).__name__}, which cannot be converted to numbers ({type(error).__name__})", None


def describe_error(error: BaseException, folder: str) -> str:
    """An error's type and message, with the submission's file and line."""
    try:
        text = f"{type(error).__name__}: {error}".rstrip(": ")
    except Exception:
        text = type(error).__name__
    place = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name.startswith(folder):
            place = f" ({os.path.basename(name)}, line {trace.tb_lineno})"
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.lineno and not place:
        place = f" ({os.path.basename(str(error.filename))}, line {error.lineno})"
    return text + place


if __name__ == "__main__":
    main()
