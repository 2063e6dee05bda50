"""The lecture's prose, which is written once: in the tagged cells of lesson 1.

    # %% [markdown] tags=["one feature"]
    # ## Equal units are one feature, however many there are
    #
    # Equal rows of Theta1 mean one feature: ...

The command prints these cells with the numbers of its own runs. The Chinese lesson has the same tags.
"""

import re
import textwrap
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from samebits.resources import project_folder

LESSON = "1_random_initialisation.py"
CELL = re.compile(r'^# %% \[markdown\] tags=\["(.+)"\]\n((?:#.*\n)+)', re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """A cell of the lesson, without Markdown's marks.

    Attributes
    ----------
    title : str
        Its heading; empty where it has none.
    text : str
        What follows, on one line.
    """

    title: str
    text: str

    def lines(self, *further: str, width: int = 100) -> list[str]:
        """The text and further sentences as lines of at most `width` characters."""
        return textwrap.wrap(" ".join([self.text, *further]), width, break_on_hyphens=False)


@lru_cache(maxsize=2)
def read_prose(lesson: Path | None = None) -> dict[str, Passage]:
    """The passages of a lesson by their tags.

    Parameters
    ----------
    lesson : Path, optional
        The English lesson 1 of the project, or one in percent format with the same tags.
    """
    path = lesson or project_folder("python/lessons") / LESSON
    return {tag: read_passage(cell) for tag, cell in CELL.findall(path.read_text(encoding="utf-8"))}


def read_passage(cell: str) -> Passage:
    lines = [line.removeprefix("#").strip().replace("`", "") for line in cell.splitlines()]
    title = lines.pop(0).lstrip("# ") if lines[0].startswith("#") else ""
    return Passage(title, " ".join(filter(None, lines)))
