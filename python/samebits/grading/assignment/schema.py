"""Check the lines of an assignment's file; an error names the place."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from samebits.errors import SamebitsError

MOST = 1_000_000  # points, seconds, MiB, rows or columns
Kind = tuple[str, Callable[[Any], bool]]  # a description, and a function that says whether a value fits


class FieldError(SamebitsError, ValueError):
    """A line of an assignment that cannot be used."""


def read(table: Mapping[str, Any], where: str, key: str, kind: Kind, *default: Any) -> Any:
    """The value of a key, or the default if it is missing.

    Raises
    ------
    FieldError
        It is missing and there is no default, or it is of another kind.
    """
    words, fits = kind
    if key not in table:
        if default:
            return default[0]
        raise FieldError(f"{where}: {key} is missing; expected {words}")
    if not fits(table[key]):
        raise FieldError(f"{where}: {key} is {table[key]!r}; expected {words}")
    return table[key]


def only(table: Mapping[str, Any], where: str, *known: str) -> None:
    for key in table:
        if key not in known:
            raise FieldError(f"{where}: {key} is unknown; expected some of {', '.join(known)}")


def is_number(value: Any, low: float = -MOST, high: float = MOST) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_count(value: Any) -> bool:
    return isinstance(value, int) and is_number(value, 1)


def is_text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def is_name(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[A-Za-z_]\w*", value, re.ASCII) is not None


def are_distinct(values: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(values, list) and all(map(fits, values)) and len(set(values)) == len(values)


def is_function(value: Any) -> bool:
    if not isinstance(value, dict) or value == {} or not set(value) <= {"octave", "python"}:
        return False
    return all(map(is_name, value.values()))


def is_random(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) != {"shape", "within"}:
        return False
    shape, within = value["shape"], value["within"]
    sizes = isinstance(shape, list) and len(shape) == 2 and all(map(is_count, shape))
    return sizes and is_number(within, 0) and within > 0


def is_block(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 3 and is_text(value[0]) and all(map(is_count, value[1:]))


def some_of(known: list[str]) -> Kind:
    """A list of some of these names, at least one, each once."""
    return (
        f"a list of some of {', '.join(known)}, at least one",
        lambda value: value != [] and are_distinct(value, known.__contains__),
    )


def one_of(known: tuple[str, ...]) -> Kind:
    return f"one of {', '.join(known)}", lambda value: isinstance(value, str) and value in known


def blocks_of(outputs: list[str]) -> Kind:
    """The matrices that outputs are unrolled from."""

    def fits(value: Any) -> bool:
        return isinstance(value, dict) and all(
            name in outputs and isinstance(blocks, list) and blocks != [] and all(map(is_block, blocks))
            for name, blocks in value.items()
        )

    return f'a table such as {{ {outputs[0]} = [["W1", 4, 3]] }}, by {" or ".join(outputs)}', fits


def handed_out(known: list[str]) -> Kind:
    """A list of functions that the exercise hands out."""
    words = f"a list of some of {', '.join(known)}" if known else "[]: the exercise hands out nothing"
    return words, lambda value: are_distinct(value, known.__contains__)


TEXT: Kind = ("text", is_text)
FLAG: Kind = ("true or false", lambda value: isinstance(value, bool))
TABLE: Kind = ("a table", lambda value: isinstance(value, dict))
TABLES: Kind = (
    "a list of tables, at least one",
    lambda value: isinstance(value, list) and value != [] and all(isinstance(item, dict) for item in value),
)
OUTPUTS: Kind = (
    "a list of names, at least one, each once",
    lambda value: value != [] and are_distinct(value, is_text),
)
COUNT: Kind = (f"a whole number from 1 to {MOST}", is_count)
POINTS: Kind = (f"a number from 0 to {MOST}", lambda value: is_number(value, 0))
TOLERANCE: Kind = ("a number from 0 to 0.1", lambda value: is_number(value, 0, 0.1))
FUNCTION: Kind = ('a name for "octave", for "python" or for both', is_function)
RANDOM: Kind = ("{ shape = [rows, columns], within = a number above 0 }", is_random)
PACKAGES: Kind = (
    "a list of packages and modules, named as in an import statement",
    lambda value: are_distinct(value, is_name),
)
