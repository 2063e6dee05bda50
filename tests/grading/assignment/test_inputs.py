"""The arguments of a call: what can be made is right in both languages, and the rest is refused."""

from typing import Any

import numpy as np
import pytest

from helpers.tiers import t0_bits
from samebits.grading.assignment.inputs import (
    Expression,
    InputError,
    check_input,
    make_argument,
    make_arguments,
)
from samebits.octave.program import ask, find_octave

RNG = np.random.default_rng(0)
STRUCT = {
    "GradObj": True, "Simplex": False, "MaxIter": 12, "TolX": 1e-3, "Most": float("inf"), "Display": "off",
    "Title": """it's "so" \\n %d""", "Sizes": [4, 2.5, -1], "None": [],
}  # fmt: skip


def made(spec: Any) -> Any:
    return make_argument("x", spec, RNG)


def test_what_arrays_are_made_of() -> None:
    t0_bits(made(3), 3.0)
    t0_bits(made({"value": [[1, 2], [3, 4]]}), np.array([[1.0, 2.0], [3.0, 4.0]]))
    t0_bits(made({"labels": 5, "classes": 4}), np.array([2, 3, 4, 1, 2]))  # whole, as indices are
    t0_bits(made({"join": [{"value": [[1, 2], [3, 4]]}, 5]}), np.array([1.0, 3.0, 2.0, 4.0, 5.0]))


def test_hidden_inputs_differ_by_student_and_come_again() -> None:
    spec = {"X": {"uniform": [3, 2]}}
    ada = make_arguments(spec, b"key", "ex5", "ada")["X"]
    t0_bits(ada, make_arguments(spec, b"key", "ex5", "ada")["X"])
    for key, student in ((b"key", "bob"), (b"another", "ada")):
        with pytest.raises(AssertionError):
            t0_bits(ada, make_arguments(spec, key, "ex5", student)["X"])


def test_a_struct_is_a_dict_in_python() -> None:
    made_ = made({"struct": STRUCT})
    assert isinstance(made_, Expression)
    assert eval(made_.python, {}) == STRUCT


@pytest.mark.octave
def test_a_struct_is_one_in_octave() -> None:
    made_ = made({"struct": STRUCT})
    checks = [
        "islogical (s.GradObj) && s.GradObj", "islogical (s.Simplex) && ! s.Simplex", "s.MaxIter == 12",
        "s.TolX == 1e-3", "s.Most == Inf", "strcmp (s.Display, 'off')",
        """strcmp (s.Title, 'it''s "so" \\n %d')""", "isequal (s.Sizes, [4, 2.5, -1])", "isempty (s.None)",
        f"numfields (s) == {len(STRUCT)}",
    ]  # fmt: skip
    code = f"s = {made_.octave}; printf ('%d', {', '.join(checks)});"
    assert ask(find_octave().path, 30, code).endswith("1" * len(checks))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (True, "is True; expected a number or a table"),
        ("5", "is '5'; expected a number or a table"),
        ({}, "is {}; expected a number or one of value, uniform"),
        ({"uniform": [3], "value": 1}, "expected a number or one of value, uniform"),
        ({"uniform": [3], "shape": [3]}, "uniform does not take shape"),
        ({"value": "5"}, "is {'value': '5'}; expected numbers"),
        ({"value": [True]}, "is {'value': [True]}; expected numbers"),
        ({"value": [[1], [1, 2]]}, "is {'value': [[1], [1, 2]]}: ValueError"),
        ({"uniform": 5}, "is {'uniform': 5}: TypeError"),
        ({"uniform": [2], "low": 2, "high": 1}, "ValueError: high - low < 0"),
        ({"integers": [3], "high": 4}, "is {'integers': [3], 'high': 4}; low is missing"),
        ({"labels": 16}, "is {'labels': 16}; classes is missing"),
        ({"labels": 16, "classes": 0}, "expected whole numbers above 0"),
        ({"labels": 2.5, "classes": 2}, "expected whole numbers above 0"),
        ({"sin": "1 to 5"}, "'1 to 5'; expected a range of whole numbers such as 1:2:23"),
        ({"cos": "1:4", "shape": [3]}, "cannot reshape array of size 4"),
        ({"join": 3}, "is {'join': 3}: TypeError"),
        ({"join": [{"octave": "1", "python": "1"}]}, "expected numbers and arrays to join"),
        ({"octave": "@(x) x"}, "is {'octave': '@(x) x'}; python is missing"),
        ({"octave": 3, "python": "3"}, ": octave is 3; expected an expression, as text"),
        ({"octave": "3", "python": " "}, ": python is ' '; expected an expression, as text"),
        ({"octave": "@(x) x", "python": "lambda x: x +"}, "expected an expression: invalid syntax"),
        ({"octave": "@(x) x", "python": "x = 3"}, "python is 'x = 3'; expected an expression"),
        ({"struct": 3}, "struct is 3; expected a table"),
        ({"struct": {"a b": 1}}, "'a b' cannot be the name of a field in Octave"),
        ({"struct": {"a": {"b": 1}}}, ", a is {'b': 1}; expected true, false, a number, a line of text"),
        ({"struct": {"a": [1, True]}}, ", a is [1, True]; expected true, false, a number"),
        ({"struct": {"a": [[1]]}}, ", a is [[1]]; expected true, false, a number"),
        ({"struct": {"a": "two\nlines"}}, ", a is 'two\\nlines'; expected true, false, a number"),
    ],
)  # fmt: skip
def test_what_nothing_can_be_made_from(spec: Any, expected: str) -> None:
    with pytest.raises(InputError) as caught:
        check_input("[inputs.example] x", spec)
    assert str(caught.value).startswith("[inputs.example] x")
    assert expected in str(caught.value)


def test_numbers_in_an_expression_are_drawn() -> None:
    spec = {"octave": "@(t) C(1) * t", "python": "lambda t: C[0] * t", "drawn": {"uniform": [2], "low": 0.5}}
    first, again, other = (make_arguments({"J": spec}, key, "ada")["J"] for key in (b"1", b"1", b"2"))
    assert first == again
    assert first != other
    assert isinstance(first, Expression)
    drawn = first.octave.removeprefix("(@(C) @(t) C(1) * t) ")
    assert first.python == f"(lambda C: lambda t: C[0] * t){drawn}"
    with pytest.raises(InputError, match="drawn"):
        check_input("J", spec | {"drawn": {"uniform": "two"}})
