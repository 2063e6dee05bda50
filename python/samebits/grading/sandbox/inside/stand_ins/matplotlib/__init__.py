"""Stands in for matplotlib where submissions run: it draws nothing, and is asked everything."""

import sys
from collections.abc import Iterator
from typing import Any


class Nothing:
    """Whatever is asked of it, it is that."""

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
