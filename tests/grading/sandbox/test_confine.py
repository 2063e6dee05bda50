"""What each level of confinement keeps in."""

import math
import os
import platform
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from helpers.confined_python import HELLO, STRONG, USABLE, printed, ran
from helpers.places import TESTS
from helpers.processes import adopt_orphans, children, ends, left_over
from samebits.grading.sandbox import confine
from samebits.grading.sandbox import run_confined as running
from samebits.grading.sandbox.confine import ConfinementError, HarnessError, Limits, confined, level_for
from samebits.grading.sandbox.protocol import Frames
from samebits.grading.sandbox.run_calls import child_command, python_program, staging_folder
from samebits.grading.sandbox.run_confined import Deadline, run_confined
from samebits.grading.sandbox.slots import NOBODY, USERS, reserve_slot

ROOT = os.geteuid() == 0


@pytest.fixture(params=USABLE)
def level(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=STRONG)
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
    with staging_folder({}, ()) as folder:
        limits = child_command("python", "", folder, Limits("bubblewrap", (), 5, 1024), (), ())[0]
        limits = Limits("bubblewrap", (*limits.visible, ours.parent), 5, 1024)
        command = [python_program(), "-I", "-S", "-c", HELLO + look, "{out}"]
        monkeypatch.setattr(confine, "PROJECT", tmp_path)
        assert "child.py" in run_confined(limits, command, Frames([0]))[1]
        monkeypatch.setattr(confine, "PROJECT", ours)
        assert run_confined(limits, command, Frames([0]))[1] == "True []\n"


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
        run_confined(Limits(level, (), 1, 1024), ["true"], Frames([0]))


def test_printing_is_kept_short_and_stopped(level: str) -> None:
    how, text = ran(level, "while True: os.write(1, b'x' * 65536)", seconds=30)
    assert how == "garbled: it printed more than 64 MB"
    assert len(text) <= running.MOST_KEPT


def test_a_sandbox_has_one_processor_and_keeps_it(level: str) -> None:
    everything = os.sched_getaffinity(0)
    code = f"tried(lambda: os.sched_setaffinity(0, {everything})); print(len(os.sched_getaffinity(0)))"
    refused, count = printed(level, code).splitlines()
    assert level == "rlimits" or (refused.startswith("PermissionError") and count == "1")
    assert printed(level, "print(len(os.sched_getaffinity(0)))") == "1\n"
    assert os.sched_getaffinity(0) == everything


def test_places_are_not_shared_while_there_are_enough() -> None:
    with reserve_slot() as one, reserve_slot() as other:
        assert one.user != other.user
        assert len({one.processor, other.processor}) == min(2, len(os.sched_getaffinity(0)))


def test_whose_threads_are_counted(strong: str) -> None:
    """The kernel counts by user: in unshare each sandbox has one of its own."""
    users = {"bubblewrap": range(NOBODY, NOBODY + 1), "unshare": USERS}[strong]
    assert int(printed(strong, "print(os.getuid())")) in users


def test_many_threads_are_ended_or_refused(level: str) -> None:
    code = (
        "import threading, time\nthreading.stack_size(1 << 16)\ntry:\n"
        "    for _ in range(80): threading.Thread(target=time.sleep, args=(100,), daemon=True).start()\n"
        "except RuntimeError: os.write(1, b'refused')\n"
        "else: time.sleep(100)\n"
        "os._exit(0)"
    )
    how, text = ran(level, code, seconds=30)
    assert how == "garbled: it ran more than 64 threads" or text == "refused"


def test_as_many_threads_as_a_solution_may_want_are_left_alone(level: str) -> None:
    code = (
        "import threading, time\nthreading.stack_size(1 << 16)\n"
        "for _ in range(40): threading.Thread(target=time.sleep, args=(1,)).start()"
    )
    assert ran(level, code)[0] == "ended"


def test_many_files_are_ended_or_refused(strong: str) -> None:
    code = (
        "import time\ntry:\n    for k in range(30_000): os.close(os.open(f'/tmp/{k}', os.O_CREAT))\n"
        "except OSError as e: print(e.strerror)\nelse: time.sleep(100)\n"
    )
    how, text = ran(strong, code, seconds=30)
    assert how == "garbled: it made more than 10000 files" or text == "No space left on device\n"


def test_files_are_counted_when_the_first_thread_has_ended(strong: str) -> None:
    """Then /proc shows the process's root through its other threads alone."""
    code = (
        "import ctypes, threading, time\n"
        "def make():\n"
        "    time.sleep(0.5)\n"
        "    try:\n"
        "        for k in range(30_000): os.close(os.open(f'/tmp/{k}', os.O_CREAT))\n"
        "    except OSError as e: print(e.strerror, flush=True)\n"
        "    time.sleep(100)\n"
        "threading.Thread(target=make).start()\n"
        "ctypes.CDLL(None).syscall({exit}, 0)\n"
    ).replace("{exit}", {"x86_64": "60", "aarch64": "93"}[platform.machine()])
    how, text = ran(strong, code, seconds=5)
    assert how == "garbled: it made more than 10000 files" or text == "No space left on device\n"


def test_what_one_leaves_behind_no_other_finds(strong: str) -> None:
    places = ["/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/var/lock", "/usr/tmp", "/var/crash"]
    name = f"samebits-left-{os.getpid()}"
    try:
        printed(strong, f"for p in {places}: tried(lambda: open(p + '/{name}', 'w'))")
        assert not [p for p in places if os.path.exists(f"{p}/{name}")]
        assert "True" not in printed(strong, f"for p in {places}: print(os.path.exists(p + '/{name}'))")
    finally:
        for p in places:
            Path(p, name).unlink(missing_ok=True)


def test_what_is_hidden_cannot_be_seen_below_what_is_visible(strong: str, tmp_path: Path) -> None:
    """As a course below /usr or in a package's folder; a link changes nothing."""
    for name in ("lib/pack/x.py", "lib/class/ada/port.py", "lib/ex4.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "link").symlink_to(tmp_path / "lib")
    visible = (tmp_path / "lib", tmp_path / "link")
    hidden = (tmp_path / "lib/class", tmp_path / "lib/ex4.toml", tmp_path / "not there")
    code = (
        f"for p in {list(map(str, visible))}:\n"
        "    print(os.listdir(p + '/class'), os.listdir(p + '/pack'))\n"
        "    tried(lambda: open(p + '/ex4.toml').read())\n"
    )
    lines = printed(strong, code, visible, hidden).splitlines()
    assert lines[::2] == ["[] ['x.py']"] * 2
    assert len(lines) == 4
    assert all(line == "" or line.startswith("PermissionError") for line in lines[1::2])


def test_what_is_visible_is_seen_below_what_is_hidden(
    strong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As packages in a clone's own environment."""
    for name in (".venv/numpy/x.py", "solution/port.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("text")
    monkeypatch.setattr(confine, "PROJECT", tmp_path)
    code = f"os.chdir({str(tmp_path)!r}); print(os.listdir('.'), os.listdir('.venv/numpy'))"
    assert printed(strong, code, (tmp_path / ".venv/numpy",)) == "['.venv'] ['x.py']\n"


def test_sources_below_usr_are_no_part_of_the_system() -> None:
    code = "for p in ('/usr/src', '/usr/local/src'): print(os.path.exists(p) and os.listdir(p) or [])"
    assert printed("bubblewrap", code) == "[]\n[]\n"


def test_the_kernels_secrets_cannot_be_read() -> None:
    """Who is root outside owns the files of /proc that others may not read."""
    secrets = [e.path for e in os.scandir("/proc") if e.is_file() and not e.stat().st_mode & stat.S_IROTH]
    assert "/proc/kcore" in secrets or "/proc/kmsg" in secrets
    code = f"for p in {[*secrets, '/proc/keys', '/proc/key-users']}: tried(lambda: open(p, 'rb').read(1))"
    lines = printed("bubblewrap", code).splitlines()
    assert len(lines) == len(secrets) + 2
    assert {line.partition(" ")[0] for line in lines} <= {"PermissionError", "FileNotFoundError", "b''"}


def test_a_submission_is_readable_by_its_sandbox_alone() -> None:
    with staging_folder({"x.m": b"1"}, ()) as folder:
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_the_tools_are_those_that_were_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Submissions have another PATH than the grader, on whose bwrap may lie."""
    (tmp_path / "bwrap").symlink_to("/usr/bin/bwrap")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert str(tmp_path / "bwrap") in confined(Limits("bubblewrap", (), 1, 1024), ["true"], None, 65534)


GRADER = """
import sys
from helpers.confined_python import ran
from samebits.grading.sandbox.run_confined import RUNNING
from samebits.grading.sandbox.protocol import Frames

class Telling(Frames):
    def feed(self, data):
        print(*(process.pid for process in RUNNING), flush=True)
        return super().feed(data)

ran(sys.argv[1], "import time; time.sleep(1000)", seconds=1000, frames=Telling([0]))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_submission_ends_with_its_grader(level: str, number: signal.Signals) -> None:
    command = [sys.executable, "-c", GRADER, level]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=TESTS) as grader:
        assert grader.stdout is not None
        processes = [pid for pid, _ in running.descendants(int(grader.stdout.readline()))]
        grader.send_signal(number)
    assert len(processes) == (1 if level == "rlimits" else 3)
    assert all(map(ends, processes))


def test_the_deadline_is_for_all(level: str) -> None:
    code = (
        "import time\nfor k in range(50):\n"
        "    os.write(int(sys.argv[1]), b'start %d\\nend %d\\n' % (k, k)); time.sleep(0.3)"
    )
    deadline = Deadline(time.monotonic() + 3)
    assert ran(level, code, seconds=50, deadline=deadline, frames=Frames(range(50)))[0] == "timed out"
    assert ran(level, code, deadline=Deadline(time.monotonic()))[0] == "timed out"


def test_a_grader_that_was_stopped_waits_as_much_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(slept=0.0, monotonic=lambda: time.monotonic() + clock.slept)
    monkeypatch.setattr(running, "time", clock)

    class Stopped(Frames):
        def feed(self, data: bytes) -> bool:
            clock.slept += 1000
            return super().feed(data)

    code = (
        "import time\nfor frame in (b'start 0', b'value 0 float64', bytes(8) + b'end 0', b'bye'):\n"
        "    time.sleep(0.1); os.write(int(sys.argv[1]), frame + b'\\n')"
    )
    frames = Stopped([0])
    deadline = Deadline(time.monotonic() + 100)
    before = deadline.at
    assert ran("bubblewrap", code, deadline=deadline, frames=frames)[0] == "finished"
    assert frames.outcomes[0].status == "done"
    assert deadline.at >= before + 4000
    assert math.isfinite(deadline.at)
