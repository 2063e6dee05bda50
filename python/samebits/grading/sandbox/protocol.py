"""The protocol between the grader and a confined submission.

A job is a file of calls. The child answers each with frames on a descriptor of its own:

    call K OUTPUTS ARGUMENTS NAME...   then for each argument one of:
        double ROWS COLUMNS            and its elements, column by column, 8 bytes each
        whole ROWS                     the same for labels, which are whole numbers in Python
        expression LENGTH              and its text

    hello                              the child is ready to look at the submission
    import K LENGTH, text              a file is about to be imported
    start K                            the function is about to be called
    value K CLASS ROWS COLUMNS         and its elements as doubles
    other K LENGTH, text               a value that is not an array of real numbers
    missing K LENGTH, lines            the function is missing: why, then the names that are there
    error K LENGTH, text               it failed
    end K
    bye

The calls are answered in the order in which they were made, each once. Numbers are
little-endian doubles, so nothing is rounded. Nothing that comes back is run or unpickled,
only these frames count as values, and the grader measures the time.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

from samebits.errors import SamebitsError
from samebits.grading.assignment.calls import Call
from samebits.grading.assignment.inputs import Argument, Expression

LONGEST_LINE = 200
LONGEST_TEXT = 8_000  # bytes
LARGEST_VALUE = 8 << 20  # bytes, of all the values of a call
WITH_TEXT = (b"import", b"other", b"missing", b"error")


class ProtocolError(SamebitsError, ValueError):
    """What came back is not one of the frames."""


@dataclass
class Outcome:
    """The result of a call.

    Attributes
    ----------
    status : {"done", "missing", "failed", "ended", "timed out", "garbled", "not run"}
    values : list
        For each output an array, or a description of what was returned instead.
    classes : list of str
        The class of each value.
    text : str
        The error, or why a function is missing.
    names : tuple of str
        If the function is missing, the ones that are there; in Octave the files.
    importing : str
        The file that was being imported when it ended.
    seconds : float
        From the start of the call to its end, by the grader's clock.
    """

    status: str = "not run"
    values: list[NDArray[np.float64] | str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    text: str = ""
    names: tuple[str, ...] = ()
    importing: str = ""
    seconds: float = 0.0

    @property
    def size(self) -> int:
        """Bytes of all values."""
        return sum(len(value) if isinstance(value, str) else value.nbytes for value in self.values)


def encode_job(calls: Sequence[tuple[int, Call]], language: str) -> bytes:
    """Encode calls, each with its number, for a child in a language."""
    pieces: list[bytes] = []
    for k, call in calls:
        pieces.append(f"call {k} {call.outputs} {len(call.arguments)} {' '.join(call.names)}\n".encode())
        pieces += [encode_argument(argument, language) for argument in call.arguments]
    return b"".join(pieces)


def encode_argument(argument: Argument, language: str) -> bytes:
    if isinstance(argument, Expression):
        text = (argument.octave if language == "octave" else argument.python).encode()
        return f"expression {len(text)}\n".encode() + text
    a = np.asarray(argument)
    kind = "whole" if a.dtype.kind == "i" and language == "python" else "double"
    shape: tuple[int, ...] = a.shape
    if language == "octave":
        shape = (*shape, 1, 1)[:2] if a.ndim < 2 else shape
    head = " ".join([kind, *map(str, shape)])
    return f"{head}\n".encode() + a.astype("<f8").tobytes(order="F")


class Frames:
    """Reads what a child writes, piece by piece, and keeps the outcomes.

    Parameters
    ----------
    numbers : sequence of int
        The calls, in the order in which they are made.
    most : int
        The largest number of bytes of values to take, over all calls.

    Attributes
    ----------
    outcomes : dict
        By the number of the call.
    started, finished : bool
        Whether the child has said so. A failure before it has started is not the
        submission's fault.
    """

    def __init__(self, numbers: Sequence[int], most: int = LARGEST_VALUE) -> None:
        self.outcomes = {k: Outcome() for k in numbers}
        self.started = self.finished = False
        self._most = most
        self._order = tuple(numbers)
        self._ended = self._begun = 0  # numbers of calls
        self._began = 0.0  # when the last call was begun
        self._buffer = bytearray()

    @property
    def ended(self) -> tuple[int, ...]:
        """The calls that have been answered."""
        return self._order[: self._ended]

    def feed(self, data: bytes) -> bool:
        """Read some bytes; return whether the child has become ready, or begun or ended a call.

        Raises
        ------
        ProtocolError
        """
        self._buffer += data
        before = self._steps()
        for head, body in iter(self._next, None):
            self._take(head, body)
        return self._steps() > before

    def _steps(self) -> int:
        return self.started + self._begun + self._ended

    def _next(self) -> tuple[list[bytes], bytes] | None:
        end = self._buffer.find(b"\n", 0, LONGEST_LINE + 1)
        if end < 0:
            if len(self._buffer) > LONGEST_LINE:
                raise ProtocolError(f"a line of more than {LONGEST_LINE} bytes")
            return None
        head = bytes(self._buffer[:end]).split(b" ")
        length = 0
        if head[0] == b"value":
            sizes = self._sizes(head)
            length = 8 * prod(sizes)
            if (most := 8 * prod(max(size, 1) for size in sizes)) > LARGEST_VALUE:
                raise ProtocolError(
                    f"a value of {most / 1e6:.0f} MB; expected at most {LARGEST_VALUE / 1e6:.0f} MB"
                )
        elif head[0] in WITH_TEXT and len(head) == 3:
            length = self._number(head[2])
            if length > LONGEST_TEXT:
                raise ProtocolError(f"a message of {length} bytes; expected at most {LONGEST_TEXT}")
        if len(self._buffer) < end + 1 + length:
            return None
        body = bytes(self._buffer[end + 1 : end + 1 + length])
        del self._buffer[: end + 1 + length]
        return head, body

    def _take(self, head: list[bytes], body: bytes) -> None:
        kind = head[0]
        if head in ([b"hello"], [b"bye"]):
            if self.started == (head == [b"hello"]):
                raise ProtocolError("a frame out of turn")
            self.started = True
            self.finished = head == [b"bye"]
            return
        if len(head) < 2 or not self.started:
            raise ProtocolError("a frame out of turn")
        k = self._number(head[1])
        if self._ended == len(self._order) or k != self._order[self._ended]:
            raise ProtocolError("a frame for another call than the current one")
        outcome, begun = self.outcomes[k], self._begun > self._ended
        if kind == b"import" and len(head) == 3 and not begun:
            outcome.importing = body.decode(errors="replace")
        elif kind == b"start" and len(head) == 2 and not begun:
            self._begun = self._ended + 1
            self._began, outcome.importing = time.monotonic(), ""
        elif kind == b"value" and begun:
            outcome.classes.append(head[2].decode(errors="replace"))
            outcome.values.append(np.frombuffer(body, "<f8").reshape(self._sizes(head), order="F"))
        elif kind == b"other" and len(head) == 3 and begun:
            outcome.classes.append("")
            outcome.values.append(body.decode(errors="replace"))
        elif kind == b"missing" and len(head) == 3:
            outcome.status = "missing"
            outcome.text, *names = body.decode(errors="replace").split("\n")
            outcome.names = tuple(names)
        elif kind == b"error" and len(head) == 3:
            outcome.status, outcome.text = "failed", body.decode(errors="replace")
        elif kind == b"end" and len(head) == 2:
            self._ended += 1
            outcome.status = "done" if outcome.status == "not run" else outcome.status
            outcome.seconds = time.monotonic() - self._began if begun else 0.0
        else:
            raise ProtocolError("a frame out of turn, or of an unknown kind")
        if len(outcome.values) > 10 or outcome.size > LARGEST_VALUE:
            raise ProtocolError("more values than any function of the assignment returns")
        if sum(self.outcomes[j].size for j in self._order[: self._ended + 1]) > self._most:
            raise ProtocolError("more values in all calls together than any right solution returns")

    def _sizes(self, head: list[bytes]) -> tuple[int, ...]:
        if not 3 <= len(head) <= 7:
            raise ProtocolError("a value without sizes")
        return tuple(map(self._number, head[3:]))

    @staticmethod
    def _number(word: bytes) -> int:
        if not word.isdigit() or len(word) > 10:
            raise ProtocolError("a malformed number")
        return int(word)
