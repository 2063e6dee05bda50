"""The arguments of a call, made from what an assignment says.

Public ones are the same for everybody; hidden ones are drawn for each student, from a
seed that follows from the course's key, so that a regrade has the same.
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

KINDS = {
    "value": set(),
    "uniform": {"low", "high"},
    "integers": {"low", "high"},
    "labels": {"classes"},
    "sin": {"shape", "scale"},
    "cos": {"shape", "scale"},
    "join": set(),
    "octave": {"python"},
    "struct": set(),
}  # each with what else it takes


class InputError(ValueError):
    """An argument that nothing can be made from."""


@dataclass(frozen=True)
class Expression:
    """An argument that each language makes for itself, such as a function."""

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
    """Whether an argument can be made; what is wrong names the place.

    Raises
    ------
    InputError
    """
    try:
        make_argument(where, spec, np.random.default_rng(0))
    except InputError:
        raise
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
        return np.array(spec["value"], dtype=np.float64)
    if kind == "uniform":
        return rng.uniform(spec.get("low", 0.0), spec.get("high", 1.0), tuple(spec["uniform"]))
    if kind == "integers":
        drawn = rng.integers(spec["low"], spec["high"], tuple(spec["integers"]), endpoint=True)
        return np.asarray(drawn)
    if kind == "labels":
        return np.asarray(1 + np.arange(1, spec["labels"] + 1) % spec["classes"])
    if kind in ("sin", "cos"):
        waves = np.array([getattr(math, kind)(k) for k in octave_range(where, spec[kind])])
        waves *= spec.get("scale", 1.0)
        return waves.reshape(spec["shape"], order="F") if "shape" in spec else waves
    if kind == "join":
        pieces = [make_argument(where, piece, rng) for piece in spec["join"]]
        return np.concatenate([np.ravel(np.asarray(piece), order="F") for piece in pieces])
    if kind == "struct":
        fields = ", ".join(f"'{key}', {value!r}" for key, value in spec["struct"].items())
        return Expression(f"struct ({fields})", repr(dict(spec["struct"])))
    return Expression(str(spec["octave"]), str(spec["python"]))


def octave_range(where: str, text: str) -> NDArray[np.float64]:
    """`first:last` or `first:step:last`, of whole numbers."""
    if not re.fullmatch(r"-?\d+(:-?\d+){1,2}", text):
        raise InputError(f"{where}: {text!r} is no range of whole numbers such as 1:2:23")
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
        The course's, a secret.
    *labels : str
        Assignment, student, and so on: what the draws depend on.
    """
    digest = hmac.new(key, "\0".join(labels).encode(), hashlib.sha256).digest()
    rng = np.random.default_rng(int.from_bytes(digest, "little"))
    return {name: make_argument(name, spec, rng) for name, spec in inputs.items()}
