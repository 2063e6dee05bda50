"""Make the arguments of a call from their descriptions in an assignment.

Public ones are the same for every student. Hidden ones are drawn for each student, from a seed
that depends on the course's key, so that a regrade has the same.
"""

import hashlib
import hmac
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samebits.errors import SamebitsError
from samebits.grading.assignment.schema import is_count, is_name

KINDS = {
    "value": set(),
    "uniform": {"low", "high"},
    "integers": {"low", "high"},
    "labels": {"classes"},
    "sin": {"shape", "scale"},
    "cos": {"shape", "scale"},
    "join": set(),
    "octave": {"python", "drawn"},
    "struct": set(),
}  # each kind with its other keys


class InputError(SamebitsError, ValueError):
    """A description that no argument can be made from."""


@dataclass(frozen=True)
class Expression:
    """An argument that each language evaluates itself, such as a function."""

    octave: str
    python: str


Argument = float | NDArray[Any] | Expression


def kind_of(where: str, spec: Mapping[str, Any]) -> str:
    found = [kind for kind in KINDS if kind in spec]
    if len(found) != 1:
        raise InputError(f"{where} is {dict(spec)}; expected a number or one of {', '.join(KINDS)}")
    if extra := set(spec) - {found[0]} - KINDS[found[0]]:
        raise InputError(f"{where}: {found[0]} does not take {', '.join(sorted(extra))}")
    return found[0]


def check_input(where: str, spec: Any) -> None:
    """Check that an argument can be made.

    Raises
    ------
    InputError
        It cannot; the message names the place.
    """
    try:
        make_argument(where, spec, np.random.default_rng(0))
    except InputError:
        raise
    except KeyError as error:
        raise InputError(f"{where} is {spec!r}; {error.args[0]} is missing") from error
    except Exception as error:
        raise InputError(f"{where} is {spec!r}: {type(error).__name__}: {error}") from error


def make_argument(where: str, spec: Any, rng: np.random.Generator) -> Argument:
    """An argument from its description in the assignment."""
    if isinstance(spec, int | float) and not isinstance(spec, bool):
        return float(spec)
    if not isinstance(spec, Mapping):
        raise InputError(f"{where} is {spec!r}; expected a number or a table such as {{ uniform = [5, 3] }}")
    kind = kind_of(where, spec)
    if kind == "value":
        value = np.array(spec["value"])
        if value.dtype.kind not in "iuf":
            raise InputError(f"{where} is {spec!r}; expected numbers")
        return value.astype(np.float64)
    if kind == "uniform":
        return rng.uniform(spec.get("low", 0.0), spec.get("high", 1.0), tuple(spec["uniform"]))
    if kind == "integers":
        drawn = rng.integers(spec["low"], spec["high"], tuple(spec["integers"]), endpoint=True)
        return np.asarray(drawn)
    if kind == "labels":
        if not (is_count(spec["labels"]) and is_count(spec["classes"])):
            raise InputError(f"{where} is {spec!r}; expected whole numbers above 0")
        return np.asarray(1 + np.arange(1, spec["labels"] + 1) % spec["classes"])
    if kind in ("sin", "cos"):
        waves = np.array([getattr(math, kind)(k) for k in octave_range(where, spec[kind])])
        waves *= spec.get("scale", 1.0)
        return waves.reshape(spec["shape"], order="F") if "shape" in spec else waves
    if kind == "join":
        pieces = [make_argument(where, piece, rng) for piece in spec["join"]]
        if any(isinstance(piece, Expression) for piece in pieces):
            raise InputError(f"{where} is {spec!r}; expected numbers and arrays to join")
        return np.concatenate([np.ravel(np.asarray(piece), order="F") for piece in pieces])
    if kind == "struct":
        return struct(where, spec["struct"])
    return expression(where, spec, rng)


def expression(where: str, spec: Mapping[str, Any], rng: np.random.Generator) -> Expression:
    """An expression that each language evaluates; Octave's is checked with the reference.

    Random numbers in it are called C: C(1) in Octave, C[0] in Python.
    """
    for language in ("octave", "python"):
        if not isinstance(spec[language], str) or not spec[language].strip():
            raise InputError(f"{where}: {language} is {spec[language]!r}; expected an expression, as text")
    try:
        compile(spec["python"], "", "eval")
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{where}: python is {spec['python']!r}; expected an expression: {error}") from error
    if "drawn" not in spec:
        return Expression(spec["octave"], spec["python"])
    drawn = np.asarray(make_argument(f"{where}, drawn", spec["drawn"], rng), dtype=np.float64)
    numbers = drawn.ravel(order="F").tolist()
    return Expression(f"(@(C) {spec['octave']}) ({numbers})", f"(lambda C: {spec['python']})({numbers})")


def struct(where: str, fields: Any) -> Expression:
    """A struct in Octave, a dict in Python."""
    if not isinstance(fields, Mapping):
        raise InputError(f"{where}: struct is {fields!r}; expected a table")
    pieces = []
    for name, value in fields.items():
        if not is_name(name):
            raise InputError(f"{where}: {name!r} cannot be the name of a field in Octave")
        pieces.append((name, *literals(f"{where}, {name}", value)))
    octave = ", ".join(f"'{name}', {literal}" for name, literal, _ in pieces)
    python = ", ".join(f"{name!r}: {literal}" for name, _, literal in pieces)
    return Expression(f"struct ({octave})", f"{{{python}}}")


def literals(where: str, value: Any) -> tuple[str, str]:
    """A field's value as Octave writes it, and as Python does."""
    if isinstance(value, bool):
        return str(value).lower(), str(value)
    if isinstance(value, int | float):
        return repr(value), repr(value) if math.isfinite(value) else f"float('{value}')"
    if isinstance(value, str) and value.isprintable():
        return "'" + value.replace("'", "''") + "'", repr(value)
    if isinstance(value, list) and all(type(item) in (int, float) for item in value):
        items = [literals(where, item) for item in value]
        return (
            f"[{', '.join(octave for octave, _ in items)}]",
            f"[{', '.join(python for _, python in items)}]",
        )
    raise InputError(
        f"{where} is {value!r}; expected true, false, a number, a line of text or a list of numbers"
    )


def octave_range(where: str, text: str) -> NDArray[np.float64]:
    """`first:last` or `first:step:last`, of whole numbers."""
    if not re.fullmatch(r"-?\d+(:-?\d+){1,2}", text):
        raise InputError(f"{where} is {text!r}; expected a range of whole numbers such as 1:2:23")
    first, *step, last = map(int, text.split(":"))
    by = step[0] if step else 1
    return np.arange(first, last + (1 if by > 0 else -1), by, dtype=np.float64)


def make_arguments(inputs: Mapping[str, Any], key: bytes, *labels: str) -> dict[str, Argument]:
    """All arguments of a call, in their order.

    Parameters
    ----------
    inputs : mapping
        A description for each argument.
    key : bytes
        The course's secret.
    *labels : str
        What the random numbers depend on: the assignment, the student, and so on.
    """
    digest = hmac.new(key, "\0".join(labels).encode(), hashlib.sha256).digest()
    rng = np.random.default_rng(int.from_bytes(digest, "little"))
    return {name: make_argument(name, spec, rng) for name, spec in inputs.items()}
