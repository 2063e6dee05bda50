"""Whatever a submission writes in place of frames, it is refused, or taken as values and no more."""

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.tiers import t0_bits
from samebits.grading.assignment.calls import Call
from samebits.grading.sandbox.protocol import LARGEST_VALUE, Frames, ProtocolError, encode_job

HEADS = [
    b"hello", b"bye", b"start 0", b"start 1", b"end 0", b"end 1", b"end 0 1e9",
    b"import 0 2", b"value 0 double 1 1",
    b"value 1 double 0 7", b"other 0 1", b"error 0 3", b"missing 1 0", b"value 0 x 99999999 99999999 0",
]  # fmt: skip
WORDS = st.sampled_from(
    [b"hello", b"value", b"end", b"0", b"1", b"-1", b"7", b"9999999999", b"nan", b"", b"x", b"1e3"]
)
LINES = st.one_of(st.sampled_from(HEADS), st.lists(WORDS, max_size=8).map(b" ".join))
FORGED = st.lists(st.one_of(LINES.map(lambda line: line + b"\n"), st.binary(max_size=20)), max_size=30)


def fed(*pieces: bytes, calls: int = 2, most: int = LARGEST_VALUE) -> Frames:
    frames = Frames(range(calls), most)
    for piece in pieces:
        frames.feed(piece)
    return frames


def value(k: int, a: np.ndarray) -> bytes:
    sizes = "".join(f" {size}" for size in a.shape)
    return f"value {k} double{sizes}\n".encode() + a.astype("<f8").tobytes(order="F")


@given(FORGED)
def test_forged_frames_are_garbled_or_taken_and_nothing_else(pieces: list[bytes]) -> None:
    frames = Frames([0, 1])
    try:
        for piece in (b"hello\n", *pieces):
            frames.feed(piece)
    except ProtocolError:
        pass
    for outcome in frames.outcomes.values():
        assert 0 <= outcome.seconds <= 60  # of the grader's clock
        assert len(outcome.values) <= 10


@given(st.binary(max_size=500))
def test_garbage_raises_garbled_and_nothing_else(garbage: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        fed(garbage)


@given(st.integers(1, 7))
def test_values_arrive_with_their_bits_however_they_are_cut(step: int) -> None:
    a = np.array([[1 / 3, -0.0, np.nan], [np.inf, 5e-324, 1e308]])
    data = b"hello\nstart 0\n" + value(0, a) + b"end 0\nbye\n"
    frames = fed(*(data[i : i + step] for i in range(0, len(data), step)))
    t0_bits(frames.outcomes[0].values[0], a)
    assert (frames.outcomes[0].status, frames.outcomes[1].status) == ("done", "not run")
    assert frames.finished


@pytest.mark.parametrize(
    "data",
    [
        b"hello\nhello\n",
        b"bye\n",
        b"start 0\n",  # before hello
        b"hello\nstart 0\nstart 0\n",
        b"hello\nend 0\nend 0\n",
        b"hello\nstart 0\nend 0\n" + value(0, np.ones(1)),
        b"hello\nstart 1\n",  # before the first has been answered
        b"hello\nend 1\n",
        b"hello\nstart 0\nstart 1\n",  # while another is open
        b"hello\nstart 0\nimport 0 1\nx",
        b"hello\nstart 0\nend 0\nstart 0\n",
        b"hello\nstart 0\nend 0\nstart 1\nend 1\nstart 1\n",
        b"hello\n" + value(0, np.ones(1)),  # before it has begun
        b"hello\nother 0 1\nx",
        b"hello\nstart 2\n",
        b"hello\nstart -1\n",
        b"hello\nstart \xb2\n",
        b"hello\nstart\n",
        b"hello\nend 0 12000000\n",  # the time is taken here
        b"hello\nstart 0\nvalue 0\n",
        b"hello\nstart 0\nvalue 0 double 1 1 1 1 1\n",
        b"hello\nstart 0\nvalue 0 double 9999999999 9999999999 0\n",
        b"hello\nstart 0\nvalue 0 double 99999999999\n",
        b"hello\nstart 0\nvalue 0 double -1\n",
        b"hello\nerror 0 4000000\n",
        b"hello\nverdict 0 right\n",
        b"hello\n\n",
        b"hello\n" + b"x" * 300,
        b"hello\nstart 0\n" + value(0, np.ones(1)) * 11,
        b"hello\nstart 0\n" + value(0, np.ones(LARGEST_VALUE // 16)) * 3,
    ],
)  # fmt: skip
def test_each_kind_of_forged_frame_is_garbled(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        fed(data)


def test_only_progress_renews_the_time() -> None:
    frames = fed(b"")
    said = [b"hello\n", b"import 0 1\nx", b"start 0\n", value(0, np.ones(1)), b"other 0 1\nx", b"end 0\n"]
    assert [frames.feed(piece) for piece in said] == [True, False, True, False, False, True]


def test_the_time_is_the_graders(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([100.0, 102.5])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    assert fed(b"hello\nstart 0\nend 0\n").outcomes[0].seconds == 2.5


def test_values_are_counted_for_all_calls_together() -> None:
    one = value(0, np.ones(10))
    said = b"hello\nstart 0\n" + one + b"end 0\nstart 1\n" + one.replace(b"value 0", b"value 1")
    assert fed(said, most=160).outcomes[1].size == 80
    with pytest.raises(ProtocolError, match="in all calls together"):
        fed(said, most=159)


def test_a_missing_function_says_why_and_what_there_is() -> None:
    outcome = fed(b"hello\nmissing 0 12\n\na (1)\nb - 2end 0\n").outcomes[0]
    assert (outcome.status, outcome.text, outcome.names) == ("missing", "", ("a (1)", "b - 2"))


def test_a_job_says_what_to_call() -> None:
    call = Call(("f", "g"), 2, (2.0, np.array([[1.0, 2.0]])))
    doubles = struct.pack("<d", 2.0), struct.pack("<2d", 1.0, 2.0)
    assert encode_job([(3, call)], "octave") == b"call 3 2 2 f g\ndouble 1 1\n%sdouble 1 2\n%s" % doubles
    assert encode_job([(3, call)], "python") == b"call 3 2 2 f g\ndouble\n%sdouble 1 2\n%s" % doubles
