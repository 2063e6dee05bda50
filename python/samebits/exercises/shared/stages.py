"""The right computation in stages, so that a mistake says only where it differs."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Self, TypeVar

Arguments = Mapping[str, Any]
S = TypeVar("S")
Value = TypeVar("Value")


class Stages:
    """Stages of a computation, in order: each a `cached_property`, computed once from those before it.

    A mistake is a line: its words, and a formula over the stages or a stage replaced.

        "J is not divided by m": lambda s: s.loss * s.m + s.penalty
        "delta3 is y - h; it should be h - y": lambda s: s.replace(delta3=s.Y - s.H).grad

    Parameters
    ----------
    v : mapping
        The function's arguments, by Octave's names.
    **known
        Stages that are not to be computed, with their values.
    """

    def __init__(self, v: Arguments, **known: Any) -> None:
        self.v = v
        vars(self).update(known)  # where a cached_property keeps its value, too

    def replace(self, **changed: Any) -> Self:
        """The same computation with some stages changed, and all that follow computed from them."""
        order = [name for name, stage in vars(type(self)).items() if isinstance(stage, cached_property)]
        first = min(order.index(name) for name in changed)
        before = {name: getattr(self, name) for name in order[:first]}
        return type(self)(self.v, **before, **changed)


def mistaken_values(mistakes: Mapping[str, Callable[[S], Value]], s: S) -> dict[str, Value]:
    """The value that each mistake gives, by its words."""
    return {words: formula(s) for words, formula in mistakes.items()}
