"""Replaces matplotlib where submissions run: every call is accepted, and nothing is drawn."""

import sys
from collections.abc import Iterator
from typing import Any


class Nothing:
    """Every attribute, element and result of it is itself."""

    def __getattr__(self, name: str) -> "Nothing":
        return self

    def __call__(self, *arguments: Any, **options: Any) -> "Nothing":
        return self

    def __getitem__(self, key: Any) -> "Nothing":
        return self

    def __iter__(self) -> Iterator["Nothing"]:
        return iter((self, self))  # figure, axes = plt.subplots()

    def __enter__(self) -> "Nothing":
        return self

    def __exit__(self, *error: Any) -> None:
        pass


def __getattr__(name: str) -> Nothing:
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing()


for part in ("pyplot", "cm", "colors", "patches", "image", "gridspec", "ticker", "animation", "style"):
    sys.modules[f"{__name__}.{part}"] = sys.modules[__name__]
