"""The session with Octave: exact values, and nothing that can go wrong goes unnoticed."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from helpers.processes import ends
from helpers.tiers import t0_bits
from samebits.octave.program import OctaveDied, OctaveError, OctaveProgram, OctaveTimeout
from samebits.session.session import OctaveSession

pytestmark = pytest.mark.octave


@pytest.fixture(scope="module")
def session(octave_program: OctaveProgram) -> Iterator[OctaveSession]:
    with OctaveSession(octave_program) as opened:
        yield opened


def works(session: OctaveSession) -> bool:
    return float(session.call("x = 6 * 7;", {}, ("x",)).values["x"].item()) == 42


def test_values_cross_bit_for_bit(session: OctaveSession) -> None:
    nan = np.array([0x7FF8DEADBEEF0001], dtype=np.uint64).view(np.float64)[0]
    x = np.array([[0.0, -0.0, 5e-324], [np.inf, -np.inf, nan]])
    back = session.call("y = x;", {"x": x}, ("y",)).values["y"]
    assert (back.view(np.uint64) == np.asfortranarray(x).view(np.uint64)).all()


def test_classes_and_sizes_come_back(session: OctaveSession) -> None:
    code = """a = single(pi); b = true; c = zeros(0, 3); d = []; e = int8([1 2]); f = 'häagen'; g = 3;
    h = zeros(2, 1, 3); k = ''; l = 1:3; m = sparse([0 1]);"""
    values = session.call(code, {}, tuple("abcdefghklm")).values
    shapes = {name: np.shape(value) for name, value in values.items() if not isinstance(value, str)}
    assert shapes == {
        "a": (1, 1), "b": (1, 1), "c": (0, 3), "d": (0, 0), "e": (1, 2), "g": (1, 1), "h": (2, 1, 3),
        "l": (1, 3), "m": (1, 2),
    }  # fmt: skip
    assert [values[name].dtype.name for name in "abceg"] == ["float32", "bool", "float64", "int8", "float64"]
    assert values["f"] == "häagen"
    assert values["k"] == ""


def test_what_octave_gets(session: OctaveSession) -> None:
    code = (
        "c = {class(s), class(v), class(b), class(i)}; c = strjoin(c, ' '); d = [size(s), size(v), size(i)];"
    )
    inputs = {"s": 3, "v": [1, 2, 3], "b": np.array([True]), "i": np.arange(4).reshape(2, 2)}
    values = session.call(code, inputs, ("c", "d")).values
    assert values["c"] == "double double logical double"
    assert values["d"].tolist() == [[1, 1, 3, 1, 2, 2]]


def test_text_singles_and_truth_values_stay_what_they_are(session: OctaveSession) -> None:
    inputs = {
        "t": "häagen '\n",
        "e": "",
        "s": np.float32([0.1, 1 / 3]),
        "l": np.eye(2) > 0,
        "n": np.zeros((0, 3)),
    }
    values = session.call("", inputs, tuple(inputs)).values
    assert (values["t"], values["e"]) == (inputs["t"], "")
    for name in "sln":
        t0_bits(values[name], inputs[name])
    code = "c = [size(e), size(n), isrow(t)];"
    assert session.call(code, inputs, ("c",)).values["c"].tolist() == [[0, 0, 0, 3, 1]]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (abs, "<built-in function abs>"),
        (1 + 0j, "an array of complex128 of shape ()"),
        (["a", "b"], "an array of <U1 of shape (2,)"),
        ({"a": 1}, "{'a': 1}"),
        (np.zeros((2, 2, 1)), "an array of float64 of shape (2, 2, 1)"),
        (2**53 + 1, "whole numbers beyond 2^53"),
        (10**30, "1000000000000000000000000000000"),
    ],
)
def test_what_would_not_arrive_is_refused(session: OctaveSession, value: object, words: str) -> None:
    with pytest.raises(TypeError, match=re.escape(words)):
        session.call("x = 1;", {"given": value}, ("x",))
    assert works(session)


def test_errors_name_the_place_and_the_session_goes_on(session: OctaveSession) -> None:
    with pytest.raises(
        OctaveError, match=r"nonconformant[\s\S]*in sigmoidGradient|undefined[\s\S]*in sigmoidGradient"
    ):
        session.call("x = sigmoidGradient();", {}, ("x",))
    with pytest.raises(OctaveError, match="parse error"):
        session.call("x = (1", {}, ("x",))
    assert works(session)


def test_an_output_never_set(session: OctaveSession) -> None:
    with pytest.raises(OctaveError, match="the output y was never set"):
        session.call("x = 1;", {}, ("x", "y"))


def test_values_that_are_not_compared(session: OctaveSession) -> None:
    for code in ("x = 1i;", "x = {1};", "x = struct();", "x = @sin;", "x = int64(1);", "x = ['ab'; 'cd'];"):
        with pytest.raises(OctaveError, match="which is not compared"):
            session.call(code, {}, ("x",))


def test_nothing_stays_from_one_call_to_the_next(session: OctaveSession) -> None:
    session.call("leftover = 1;", {}, ("leftover",))
    with pytest.raises(OctaveError, match="undefined"):
        session.call("x = leftover;", {}, ("x",))


@pytest.mark.parametrize(
    "code", ["exit(0); x = 1;", "kill(getpid(), 9); x = 1;", "kill(getpid(), 11); x = 1;"]
)
def test_an_octave_that_dies_is_replaced(session: OctaveSession, code: str) -> None:
    with pytest.raises(OctaveDied, match="in the middle of a call"):
        session.call(code, {}, ("x",))
    assert works(session)


@pytest.mark.parametrize(
    "code", ["while true; end", "while true; disp(1); end", "while true; pause(1e9); end"]
)
def test_an_octave_that_hangs_is_killed(session: OctaveSession, code: str) -> None:
    with pytest.raises(OctaveTimeout, match="no answer within 1 seconds"):
        session.call(code, {}, ("x",), timeout=1)
    assert works(session)


def test_output_that_looks_like_a_prompt(session: OctaveSession) -> None:
    for text in (">", "octave:1>", ">> ", "__stdin_prompt>", "metakernel_prompt> ", "[PEXPECT_PROMPT>"):
        for number in range(3):
            answer = session.call(f"disp('{text}'); x = {number};", {}, ("x",), timeout=20)
            assert answer.values["x"].item() == number


def test_an_answer_to_another_call_is_noticed(session: OctaveSession) -> None:
    with pytest.raises(OctaveDied, match="Octave answered another call"):
        session.call("sb_nonce = 'another'; x = 1;", {}, ("x",))
    assert works(session)


def test_a_prompt_printed_past_us_is_noticed(session: OctaveSession) -> None:
    """What a program started by the statements prints cannot be held back."""
    for text in ("octave:1> ", ">> ", "debug> ", "[PEXPECT_PROMPT>", "[PEXPECT_PROMPT+"):
        answers = []
        for number in range(3):
            code = f"system('printf \"{text}\"'); x = {number};"
            with suppress(OctaveDied):  # noticed, and the next call has a new Octave
                answers.append((number, session.call(code, {}, ("x",), timeout=20).values["x"].item()))
        assert all(given == number for number, given in answers), text
        with suppress(OctaveDied):  # what was printed last may be noticed by the next call alone
            works(session)
        assert works(session), text


def test_nobody_is_asked_and_nothing_is_drawn(session: OctaveSession) -> None:
    code = """pause; pause(); a = input('now? '); b = input('name? ', 's'); keyboard; figure; plot(1:3);
    imagesc(1); drawnow; x = isempty(a) && ischar(b);"""
    assert session.call(code, {}, ("x",), timeout=60).values["x"].item()


def test_threads_wait_for_each_other(session: OctaveSession) -> None:
    def square(k: int) -> float:
        return float(session.call("pause(0.01); y = k * k;", {"k": k}, ("y",)).values["y"].item())

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(square, range(12))) == [float(k * k) for k in range(12)]


def test_two_sessions_at_once(session: OctaveSession, octave_program: OctaveProgram) -> None:
    with OctaveSession(octave_program) as other, ThreadPoolExecutor(2) as threads:
        assert all(threads.map(works, [session, other]))


def test_a_changed_file_is_seen_by_the_next_session(octave_program: OctaveProgram, tmp_path: Path) -> None:
    for answer in (1, 2):
        (tmp_path / "answer.m").write_text(f"function x = answer ()\n  x = {answer};\nend\n")
        with OctaveSession(octave_program, m_folders=(tmp_path,)) as opened:
            assert opened.call("x = answer();", {}, ("x",)).values["x"].item() == answer


def test_the_environment_is_left_as_it_was(octave_program: OctaveProgram, tmp_path: Path) -> None:
    script = f"""
import os, signal
os.environ["TERM"] = "xterm-test"
before, handler = dict(os.environ), signal.getsignal(signal.SIGINT)
from samebits.octave.program import OctaveProgram
from samebits.session.session import OctaveSession
with OctaveSession(OctaveProgram({octave_program.path!r}, "")) as session:
    session.call("x = 1;", {{}}, ("x",))
assert dict(os.environ) == before
assert signal.getsignal(signal.SIGINT) is handler
assert not os.listdir()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_control_c_is_not_swallowed(octave_program: OctaveProgram) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    try:
        interrupt_a_call(octave_program)
    finally:
        signal.signal(signal.SIGINT, before)


def interrupt_a_call(octave_program: OctaveProgram) -> None:
    with OctaveSession(octave_program) as opened:
        pid = opened.pid
        timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            opened.call("while true; end", {}, ("x",), timeout=30)
        assert ends(pid)
        assert works(opened)


def test_folders_of_others_are_kept(octave_program: OctaveProgram) -> None:
    for name in ("samebits-octave-backup", "samebits-2024-backup"):
        (Path(tempfile.gettempdir()) / name).mkdir(exist_ok=True)
    with OctaveSession(octave_program) as one, OctaveSession(octave_program) as other:
        assert works(one)
        assert works(other)
    for name in ("samebits-octave-backup", "samebits-2024-backup"):
        (Path(tempfile.gettempdir()) / name).rmdir()


def test_no_folders_are_left(session: OctaveSession) -> None:
    mine = [path.name for path in Path(tempfile.gettempdir()).glob("samebits-octave-*")]
    assert session._folder is not None
    assert session._folder.path.name in mine
    assert not list(Path("/dev/shm").glob("oct2py_*"))


def test_without_oct2py(octave_program: OctaveProgram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oct2py", None)
    with pytest.raises(OctaveError, match=r"needs oct2py: pip install 'samebits\[parity\]'"):
        OctaveSession(octave_program)


def test_inputs_are_exact(session: OctaveSession) -> None:
    x = np.random.default_rng(1).normal(size=(40, 30))[::2, ::-1]
    t0_bits(session.call("y = x;", {"x": x}, ("y",)).values["y"], x)


def test_functions_of_the_same_name_in_other_folders(octave_program: OctaveProgram, tmp_path: Path) -> None:
    """A session takes them from the folders asked for last, also after it had to start again."""
    folders = [tmp_path / name for name in ("one", "two")]
    for value, folder in enumerate(folders, 1):
        folder.mkdir()
        (folder / "f.m").write_text(f"function x = f ()\n  x = {value};\nend\n")
    with OctaveSession(octave_program, m_folders=()) as opened:
        for value, folder in (1, folders[0]), (2, folders[1]), (1, folders[0]):
            opened.use((folder,))
            assert opened.call("x = f();", {}, ("x",)).values["x"] == value
        opened.use((folders[1], folders[0]))
        assert opened.call("x = f();", {}, ("x",)).values["x"] == 2
        with pytest.raises(OctaveDied):
            opened.call("exit(0);", {}, ())
        assert opened.call("x = f();", {}, ("x",)).values["x"] == 2
        opened.use(())
        with pytest.raises(OctaveError, match="'f' undefined"):
            opened.call("x = f();", {}, ("x",))
