"""What each level of confinement keeps in."""

import os
import socket
from pathlib import Path

import pytest

from helpers.confined_python import HELLO, printed, ran
from helpers.processes import adopt_orphans, children, left_over
from samebits.grading.sandbox import confine
from samebits.grading.sandbox.confine import (
    LEVELS,
    ConfinementError,
    HarnessError,
    Room,
    level_for,
    run_confined,
)
from samebits.grading.sandbox.protocol import Frames
from samebits.grading.sandbox.run_calls import child, python_program, staged

ROOT = os.geteuid() == 0


@pytest.fixture(params=LEVELS)
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=LEVELS[:2])
def strong(request: pytest.FixtureRequest) -> str:
    """A level that submissions nobody trusts may run at."""
    return str(request.param)


def test_limits_of_memory_files_and_time_hold_at_every_level(level: str) -> None:
    text = printed(
        level,
        "import resource as r\n"
        "print(*(r.getrlimit(k)[1] for k in (r.RLIMIT_AS, r.RLIMIT_FSIZE, r.RLIMIT_CPU, r.RLIMIT_CORE)))\n"
        "tried(bytearray, 2 << 30)\n"
        "tried(r.setrlimit, r.RLIMIT_CPU, (10**6, 10**6))\n"
        "tried(open, '/no/such/file')\n",
    )
    assert text.splitlines()[0] == f"{1024 << 20} {64 << 20} 40 0"
    assert "MemoryError" in text
    assert level == "rlimits" or "not allowed to raise maximum limit" in text


def test_a_file_grows_to_its_limit_and_no_further(level: str) -> None:
    code = (
        "import signal, tempfile; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with tempfile.TemporaryFile() as f:\n"
        "    for k in range(80):\n"
        "        try: os.write(f.fileno(), bytes(1 << 20))\n"
        "        except OSError as e: print(k, e.strerror); break\n"
    )
    megabytes, _, why = printed(level, code).strip().partition(" ")
    assert int(megabytes) <= 64
    assert why in ("File too large", "No space left on device")


def test_a_busy_loop_and_a_sleep_end_with_the_wall_clock(level: str) -> None:
    adopt_orphans()
    before = children()
    for code in ("while True: pass", "import time; time.sleep(100)"):
        assert ran(level, code, seconds=0.5)[0] == "timed out"
    assert not left_over(before)


def test_whoever_leaves_the_group_ends_all_the_same(strong: str) -> None:
    adopt_orphans()
    before = children()
    code = (
        "import ctypes, time\n"
        "ctypes.CDLL(None).prctl(1, 0)\n"  # not to be told of the parent's death
        "tried(os.setsid)\n"
        "try:\n    os.fork() or os.setsid()\nexcept OSError as e: print(e)\n"
        "while True: time.sleep(0.1)\n"
    )
    assert ran(strong, code, seconds=0.5)[0] == "timed out"
    assert not left_over(before)


def test_the_network_is_out_of_reach(strong: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        code = f"import socket\ntried(socket.create_connection, ('127.0.0.1', {port}), 1)\n"
        assert "Error" in printed(strong, code)
        with pytest.raises(TimeoutError):
            server.accept()


def test_other_processes_are_out_of_sight(strong: str) -> None:
    code = f"print([p for p in os.listdir('/proc') if p.isdigit()]); tried(os.kill, {os.getpid()}, 0)"
    text = printed(strong, code)
    assert text.count("'") <= 2 * 4
    assert "No such process" in text


def test_secrets_are_out_of_reach(strong: str, tmp_path: Path) -> None:
    secret = tmp_path / "journal"
    secret.write_text("the course's key")
    secret.chmod(0o600)
    paths = [str(secret), "/etc/shadow", __file__ if strong == "bubblewrap" else "/etc/shadow"]
    text = printed(strong, f"for p in {paths}: tried(lambda: open(p).read(9)); tried(lambda: open(p, 'a'))")
    unreachable = ("Permission denied", "No such file", "Read-only file system")
    if ROOT or strong == "bubblewrap":  # unshare leaves a user his own files
        assert all(any(why in line for why in unreachable) for line in text.splitlines()), text
        assert secret.read_text() == "the course's key"


def test_in_bubblewrap_nothing_but_tmp_can_be_written() -> None:
    places = ["/", "/dev", "/dev/shm", "/usr", "/proc", "/etc", "/var", "/root", "/home"]
    code = f"for p in {places}: tried(lambda: open(p + '/file', 'w'))\ntried(lambda: open('/tmp/file', 'w'))"
    *others, tmp = printed("bubblewrap", code).splitlines()
    assert len(others) == len(places)
    assert all("Read-only" in line or "No such" in line for line in others), others
    assert "TextIOWrapper" in tmp


def test_in_bubblewrap_the_kernels_settings_cannot_be_written() -> None:
    """Who is root outside owns /proc/sys, capabilities or not: core_pattern names a program to run."""
    files = ["/proc/sys/kernel/core_pattern", "/proc/sys/vm/overcommit_memory", "/proc/self/oom_score_adj"]
    text = printed("bubblewrap", f"for p in {files}: tried(lambda: open(p, 'r+'))")
    assert text.count("Read-only") + text.count("Permission denied") == len(files), text


def test_in_bubblewrap_tmp_cannot_fill_the_memory() -> None:
    code = (
        "n = 0\n"
        "try:\n"
        "    for k in range(9):\n"
        "        with open(f'/tmp/{k}', 'wb', 0) as f:\n"
        "            for _ in range(20): n += f.write(bytes(1 << 20))\n"
        "except OSError as e: print(e.strerror)\n"
        "print(n >> 20)\n"
    )
    why, megabytes = printed("bubblewrap", code).splitlines()
    assert why == "No space left on device"
    assert int(megabytes) <= 64


def test_in_bubblewrap_our_own_package_is_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where it is installed beside what submissions may import, as in a container."""
    ours = Path(confine.__file__).parent / "inside"
    look = f"print(os.path.isdir({str(ours)!r}), os.path.isdir({str(ours)!r}) and os.listdir({str(ours)!r}))"
    with staged({}, ()) as folder:
        room = child("python", "", folder, Room("bubblewrap", (), 5, 1024), (), ())[0]
        room = Room("bubblewrap", (*room.visible, ours.parent), 5, 1024)
        command = [python_program(), "-I", "-S", "-c", HELLO + look, "{out}"]
        monkeypatch.setattr(confine, "OURS", tmp_path)
        assert "child.py" in run_confined(room, command, Frames([0]))[1]
        monkeypatch.setattr(confine, "OURS", ours)
        assert run_confined(room, command, Frames([0]))[1] == "True []\n"


def test_the_environment_says_nothing(level: str) -> None:
    os.environ["SAMEBITS_SECRET"] = "the course's key"
    try:
        text = printed(level, "print(dict(os.environ))")
    finally:
        del os.environ["SAMEBITS_SECRET"]
    assert "SAMEBITS" not in text
    assert "key" not in text


def test_nobody_is_run_unconfined_who_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confine, "strongest_level", lambda: "rlimits")
    assert level_for(trusted=True) == "rlimits"
    with pytest.raises(ConfinementError, match="--trusted"):
        level_for(trusted=False)


def test_what_never_says_hello_is_our_own_failure(level: str) -> None:
    with pytest.raises(HarnessError, match="did not start"):
        run_confined(Room(level, (), 1, 1024), ["true"], Frames([0]))


def test_printing_is_kept_short_and_stopped(level: str) -> None:
    how, text = ran(level, "while True: os.write(1, b'x' * 65536)", seconds=30)
    assert how == "garbled: it printed more than 64 MB"
    assert len(text) <= confine.KEPT
