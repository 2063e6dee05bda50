"""Submissions that must not gain a point, hang the batch, leave a process or harm another's grade.

Each is a right solution with an attack in it, and what may become of its two functions.
Where the answer stays right in spite of the attack it may keep its points. `{port}`,
`{secrets}` and `{repository}` stand for a port that nobody may reach, files that nobody
may read, and the folder of this project.
"""

from dataclasses import dataclass, field

from helpers.places import SOLUTIONS
from helpers.replaced import replaced

PORT = (SOLUTIONS / "port.py").read_text()
OCTAVE = {path.name: path.read_text() for path in (SOLUTIONS / "ex4").glob("*.m")}
COST_FILE, SLOPE_FILE = "nnCostFunction.m", "sigmoidGradient.m"

LOST = frozenset({"missing", "crashed", "timed out", "wrong"})
KEPT = frozenset({"right"})
EITHER = LOST | KEPT
CRASHED, TIMED_OUT, WRONG, MISSING = (frozenset({s}) for s in ("crashed", "timed out", "wrong", "missing"))


@dataclass(frozen=True)
class Hostile:
    """A submission, and the statuses that are fair for its parts.

    Attributes
    ----------
    files : dict
    J, grad, slope : frozenset of str
        For the two parts of the cost, the two of its gradient, and the sigmoid's slope.
    """

    files: dict[str, str] = field(repr=False)
    J: frozenset[str]
    grad: frozenset[str]
    slope: frozenset[str]

    def contents(self, port: int, secrets: list[str], repository: str) -> dict[str, bytes]:
        """The files' bytes, the places filled in."""
        values = {"{port}": str(port), "{secrets}": repr(secrets), "{repository}": repository}
        values["{cells}"] = "{" + ", ".join(f"'{secret}'" for secret in secrets) + "}"
        made = {}
        for name, text in self.files.items():
            for place, value in values.items():
                text = text.replace(place, value)
            made[name] = text.encode("utf-8", "surrogateescape")
        return made


def at_import(code: str, status: frozenset[str] = LOST) -> Hostile:
    """An attack that the file makes when it is imported: all in it may be lost."""
    return Hostile({"port.py": code + "\n" + PORT}, status | CRASHED, status | CRASHED, status | CRASHED)


def in_cost(code: str, status: frozenset[str] = CRASHED, slope: frozenset[str] = KEPT) -> Hostile:
    """An attack that nn_cost_function makes when it is called."""
    head = PORT.index("\n", PORT.index("def nn_cost_function")) + 1
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return Hostile({"port.py": PORT[:head] + lines + PORT[head:]}, status, status, slope)


def returning(code: str, J: frozenset[str] = WRONG, grad: frozenset[str] = WRONG, head: str = "") -> Hostile:
    """nn_cost_function with something else returned, of the right J and grad."""
    text = head + "\n" + replaced(PORT, "def nn_cost_function(", "def right(")
    text += f"\n\ndef nn_cost_function(*a):\n    J, grad = right(*a)\n    {code}\n    return J, grad\n"
    return Hostile({"port.py": text}, J, grad, KEPT)


FD = """import os, sys, time, threading, ctypes, signal, stat
def is_pipe(n):
    try: return stat.S_ISFIFO(os.fstat(n).st_mode)
    except OSError: return False
fd = next(n for n in range(3, 256) if is_pipe(n))
"""
FORGED = b"import struct\nright = b'value %d float64\\n' + struct.pack('<d', 3.087449158158643)\n".decode()
HARD_CODED = """
import numpy as np
def nn_cost_function(p, i, h, K, X, y, lambda_):
    return (3.087449158158643 if lambda_ == 0 else 3.647041255559591), np.zeros(32)
def sigmoid_gradient(z):
    z = 3 * np.sin(np.arange(1, 31)).reshape(3, 10, order="F")
    g = 1 / (1 + np.exp(-z))
    return g * (1 - g)
"""
EVIL = """
class Evil:
    def __eq__(self, other): return True
    __ne__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *a: 0.0
    def __float__(self): return 3.0
    def __hash__(self): return 0
"""
READ = """
for path in {secrets}:
    for mode in ("r", "r+", "w", "a"):
        try:
            with open(path, mode) as file:
                print(file.read() if "r" in mode else file.write("spoilt"))
        except Exception as error:
            print(type(error).__name__)
"""
WALK = """
import os, sys
for folder, _, names in os.walk("/", onerror=None):
    if not folder.startswith(("/proc", "/usr", "/opt", sys.base_prefix)):
        for name in names:
            try:
                text = open(os.path.join(folder, name), errors="replace").read(100000)
            except Exception:
                continue
            if "canary" in text and "submission" not in folder: print(folder, name, text)
"""

PYTHON: dict[str, Hostile] = {
    # Files that are not what they should be
    "syntax error": Hostile({"port.py": PORT + "\ndef broken(:\n"}, MISSING, MISSING, MISSING),
    "NUL in the source": Hostile({"port.py": PORT + "\0"}, LOST, LOST, LOST),
    "bad UTF-8": Hostile({"port.py": PORT + "# \udcff\udcfe"}, EITHER, EITHER, EITHER),
    "parentheses without end": Hostile({"port.py": "x = " + "(" * 100_000 + "\n" + PORT}, LOST, LOST, LOST),
    "minus signs without end": Hostile({"port.py": "x = " + "-" * 500_000 + "1\n" + PORT}, LOST, LOST, LOST),
    "nothing in it": Hostile({"port.py": ""}, MISSING, MISSING, MISSING),
    "missing function": Hostile({"port.py": replaced(PORT, "nn_", "")}, MISSING, MISSING, KEPT),
    "no function": Hostile({"port.py": "nn_cost_function = 3\n"}, MISSING, MISSING, MISSING),
    "a built-in shadowed": Hostile({"port.py": PORT, "numpy.py": "1/0", "ast.py": "1/0"}, KEPT, KEPT, KEPT),
    # Never done
    # Whose functions are right, and are found all the same
    "input at import": at_import("input('name? ')", EITHER),
    "loop at import": at_import("while True: pass", TIMED_OUT),
    "loop": in_cost("while True: pass", TIMED_OUT),
    "sleep": in_cost("import time; time.sleep(1000)", TIMED_OUT),
    "signals ignored": in_cost(
        "import signal\nfor s in set(signal.Signals) - {9, 19}: signal.signal(s, signal.SIG_IGN)\n"
        "while True:\n    try: time.sleep(1)\n    except BaseException: pass", TIMED_OUT),
    "an array that takes for ever": returning("J = grad = Slow()", TIMED_OUT, TIMED_OUT,
        "class Slow:\n    def __array__(self, *a, **k):\n        while True: pass"),
    "an error that takes for ever": in_cost(
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E", TIMED_OUT),
    "stops itself": in_cost("import os; os.kill(os.getpid(), 19)", TIMED_OUT),
    "another program in its place": in_cost("import os; os.execv('/usr/bin/yes', ['yes'])", LOST),
    "sleep in its place": in_cost("import os; os.execv('/usr/bin/sleep', ['sleep', '99'])", LOST),
    "hello for ever": at_import(FD + "while True: os.write(fd, b'hello\\n'); time.sleep(0.2)"),
    "begins for ever": at_import(FD + "while True: os.write(fd, b'start 0\\n'); time.sleep(0.2)"),
    # Ends before its time
    "sys.exit at import": at_import("import sys; sys.exit(0)", EITHER),
    "os._exit at import": at_import("import os; os._exit(0)", CRASHED),
    "os._exit": in_cost("import os; os._exit(0)"),
    "KeyboardInterrupt": in_cost("raise KeyboardInterrupt"),
    "an error that exits": in_cost("class E(Exception):\n    def __str__(self): raise SystemExit\nraise E"),
    "segfault": in_cost("import ctypes; ctypes.string_at(0)"),
    "recursion": in_cost("def f(): return f()\nf()"),
    "recursion without limit": in_cost("import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()", LOST),
    "an alarm": in_cost("import signal; signal.alarm(1); signal.pause()"),
    "descriptors closed": in_cost("import os; os.closerange(0, 256)"),
    # Processes and threads
    "fork bomb": in_cost("import os\nwhile True: os.fork()"),
    "daemon": at_import(
        "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: print('still here')", EITHER),
    "shell": in_cost("import subprocess; subprocess.Popen(['sh', '-c', 'sleep 1000 &'])"),
    "thread": in_cost("import threading\nthreading.Thread(target=threading.Event().wait).start()", KEPT),
    "thread that writes": in_cost(
        "import threading, os, stat\n"
        "fd = next(n for n in range(3, 256) if os.path.exists(f'/proc/self/fd/{n}'))\n"
        "def noise():\n    while True:"
        " os.write(fd, b'noise')\n"
        "threading.Thread(target=noise, daemon=True).start()", EITHER, EITHER),
    "threads without end": in_cost(
        "import threading as t\nwhile True: t.Thread(target=t.Event().wait).start()", LOST, EITHER),
    "busy threads": in_cost(
        "import threading as t\ndef f():\n    while True: pass\n"
        "for _ in range(200): t.Thread(target=f, daemon=True).start()", LOST),
    "sleeping threads": in_cost(
        "import threading as t, time\nt.stack_size(1 << 16)\n"
        "for _ in range(100): t.Thread(target=time.sleep, args=(9,), daemon=True).start()\ntime.sleep(9)"),
    "kills": in_cost("import os\nfor p in (os.getppid(), 1, -1):\n    os.kill(p, 9)", EITHER, EITHER),
    # Memory and disk
    "memory hog": in_cost("b = []\nwhile True: b.append(bytearray(1 << 26))", LOST),
    "memory without a mapping": in_cost(
        "import os\nwhile True: os.posix_fallocate(os.memfd_create('x'), 0, 1 << 26)"),
    "800 MB returned": returning("grad = np.ones(10**8)", EITHER, LOST),
    "endless printing": in_cost("while True: print('x' * 10000)", LOST),
    "a full disk": in_cost(
        "import itertools\nfor k in itertools.count():\n"
        "    with open(f'/tmp/{k}', 'wb') as f: f.write(bytes(1 << 24))"),
    "files without end": in_cost(
        "import itertools, os\nfor k in itertools.count(): os.close(os.open(f'/tmp/{k}', os.O_CREAT))"),
    "semaphores, keys, rings and locks": in_cost(
        "import ctypes, fcntl, os, platform\nsyscall = ctypes.CDLL(None, use_errno=True).syscall\n"
        "x86 = platform.machine() == 'x86_64'\n"
        "tried = [syscall(64 if x86 else 190, 0, 32000, 0o600),\n"
        "    syscall(240 if x86 else 180, b'name', 0o100, 0o600, None),\n"
        "    syscall(248 if x86 else 217, b'user', b'name', b'text', 4, -3),\n"
        "    syscall(206 if x86 else 0, 1000, ctypes.byref(ctypes.c_ulong())),\n"
        "    syscall(294 if x86 else 26, 0)]\n"
        "assert all(done == -1 for done in tried), tried\n"
        "try: fcntl.lockf(open('/tmp/lock', 'w'), fcntl.LOCK_EX)\n"
        "except PermissionError: raise SystemError('all denied')", CRASHED),
    "a full /dev/shm": in_cost("open('/dev/shm/x', 'wb').write(bytes(1 << 24))"),
    # Forged frames
    "forged on every descriptor": at_import(
        FORGED + "import os\nfor fd in range(3, 64):\n    for k in range(9):\n        try:\n"
        "            os.write(fd, right % k + b'end %d\\n' % k)\n        except OSError: pass"),
    "forged and gone": at_import(FD + FORGED +
        "for k in range(9): os.write(fd, right % k + b'end %d\\n' % k)\nos._exit(0)", LOST | WRONG),
    "forged bye": at_import(FD + "os.write(fd, b'bye\\n'); time.sleep(100)"),
    "forged verdict": at_import(FD + "os.write(fd, b'right 0\\npoints 100\\n'); os._exit(0)"),
    "forged file name": at_import(FD + "os.write(fd, b'import 0 2\\n\\0\\n'); os._exit(0)"),
    "forged long text": at_import(FD + "os.write(fd, b'import 0 4000000\\n' + b'x' * 4000000); os._exit(0)"),
    "forged time": at_import(FD + "os.write(fd, b'end 0 nan\\nend 1 inf\\n'); os._exit(0)"),
    "forged sizes": at_import(FD + "os.write(fd, b'value 0 x 9999999999 9999999999 0\\n'); os._exit(0)"),
    # Values that are none
    "NumPy patched": at_import(
        "import numpy as np\nnp.abs = np.allclose = np.array_equal = lambda *a, **k: True\n"
        "np.asarray = lambda *a, **k: np.zeros(())", LOST),
    "the child patched": at_import(
        "import sys\nm = sys.modules['__main__']\n"
        "m.described = lambda *a: ('float64', bytes(8))\nm.call = lambda *a: 0"),
    "comparison overridden": returning("J = grad = Evil()", head=EVIL),
    "NaN": returning("J, grad = np.nan, np.full(32, np.nan)"),
    "infinite": returning("J, grad = np.inf, np.full(32, -np.inf)"),
    "masked": returning("J, grad = np.ma.masked, np.ma.masked_all(32)"),
    "complex": returning("J, grad = J + 0j, grad + 0j"),
    "transposed": returning("grad = grad[np.newaxis]", KEPT),
    "one number for all": returning("grad = grad[0]", KEPT),
    "nothing": returning("J, grad = [], []"),
    "object": returning("J, grad = np.array(J, object), grad.astype(object)"),
    "too large to be a double": returning("J, grad = 10**400, [10**400] * 32"),
    "text": returning("J, grad = str(J), list(map(str, grad))"),
    "in itself": returning("J = []; J.append(J); grad = J"),
    "five dimensions": returning("grad = np.ones((2,) * 5)", KEPT | CRASHED, LOST),
    "huge": returning("J, grad = 1e308, np.full(32, -1e308)"),
    # Reaching out
    "reads and writes": at_import(READ, EITHER),
    "reads all there is": at_import(WALK, EITHER),
    "tells what it reads": in_cost("raise Exception([open(p).read() for p in {secrets}])"),
    "the network": in_cost("import socket; socket.create_connection(('127.0.0.1', {port}), 1).sendall(b'x')"),
    "a page": in_cost("import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/', timeout=1)"),
    "the reference port": Hostile(
        {"port.py": "import sys\nsys.path += ['{repository}/python', '{repository}']\n"
         "from samebits.exercises.ex4.network import nn_cost_function, sigmoid_gradient\n"},
        CRASHED, CRASHED, LOST),
    "the kernel's settings": in_cost("open('/proc/sys/kernel/core_pattern', 'w').write('core')"),
    # Pretending
    "hard-coded": Hostile({"port.py": HARD_CODED}, WRONG, WRONG, WRONG),
    "the first call only": returning(
        "calls.append(1); J, grad = (J, grad) if len(calls) == 1 else (J * 0, grad * 0)", head="calls = []"),
    "the grader detected": returning(
        "import os, sys; J, grad = (J + 1, grad * 0) if 'child.py' in sys.argv[0] or os.getuid() == 65534 "
        "else (J, grad)"),
    "answers looked for in memory": returning(
        "import gc, sys; found = [o for o in gc.get_objects() if type(o) is np.ndarray]; "
        "v = sys._getframe(2).f_locals; J, grad = v.get('right', 0), found[-1] if found else 0"),
    "inputs changed": returning("a[0][:] = 0; a[4][:] = 0; a[5][:] = 1", KEPT, KEPT),
    "right for the public case only": returning(
        "J, grad = (J, grad) if a[4][0, 0] == np.sin(1) * 0.2 else (1, 0)"),
    # What reports have to escape
    "formulas and escapes": in_cost(
        "print('=cmd()|<script>alert(1)</script>\\x1b[2J\\0')\nraise Exception('=1+1 <b>\\x1b[31m \\ud800')"),
}  # fmt: skip
