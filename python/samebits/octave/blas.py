"""The BLAS that the installed Octave links, called as Octave's product calls it.

The same library with the same routine, flags, leading dimensions and number of
threads gives the same bits. Octave's own process says which library that is; the
environment variable SAMEBITS_BLAS names another one.
"""

import ctypes
import os
import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samebits.octave.netlib import is_transpose
from samebits.octave.program import OctaveError, ask, find_octave

Doubles = NDArray[np.float64]

# Windows and macOS keep no list of a process's libraries that Octave could read, so the
# usual places are searched (taken from the layouts of their packages, not tested).
USUAL_PLACES = {
    "darwin": (
        "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
        "/usr/local/opt/openblas/lib/libopenblas.dylib",
    ),
    "win32": ("{home}/bin/libopenblas.dll", "{home}/bin/libblas.dll", "{home}/mingw64/bin/libopenblas.dll"),
}
ASK = (
    'printf("octave-home=%s\\n", OCTAVE_HOME()); if exist("/proc/self/maps", "file") '
    'printf("%s\\n", unique(regexp(fileread("/proc/self/maps"), \'/\\S+\\.so\\S*\', "match")){:}); end'
)


class BlasNotFound(OctaveError):
    """Octave's BLAS is not where it was looked for, or cannot be called."""


@dataclass(frozen=True)
class Blas:
    """A BLAS library, ready to be called.

    Attributes
    ----------
    path : str
    library : ctypes.CDLL
    integer : type
        ctypes' class of its integers, of 32 or 64 bits.
    """

    path: str
    library: ctypes.CDLL = field(compare=False, repr=False)
    integer: type

    @property
    def threads(self) -> int | None:
        """How many threads it uses; None if it does not say."""
        count = getattr(self.library, "openblas_get_num_threads", None)
        return int(count()) if count else None

    def set_threads(self, count: int) -> None:
        """Set the number of threads. Use as many as the Octave that it is compared with."""
        self.library.openblas_set_num_threads(ctypes.c_int(count))

    def call(self, routine: str, *arguments: object) -> None:
        """Call a Fortran routine: letters, whole numbers, doubles and arrays, by reference."""
        letters = [a for a in arguments if isinstance(a, str)]
        converted = [self.by_reference(a) for a in arguments]
        lengths = [ctypes.c_size_t(1) for _ in letters]  # Fortran passes them after all else
        getattr(self.library, routine)(*converted, *lengths)

    def by_reference(self, argument: object) -> object:
        if isinstance(argument, str):
            return ctypes.c_char_p(argument.encode())
        if isinstance(argument, float):
            return ctypes.byref(ctypes.c_double(argument))
        if isinstance(argument, np.ndarray):
            return ctypes.c_void_p(argument.ctypes.data)
        return ctypes.byref(self.integer(argument))

    def dot(self, x: Doubles, y: Doubles) -> float:
        """ddot of two contiguous vectors."""
        function = self.library.ddot_
        function.restype = ctypes.c_double
        n, one = self.integer(x.size), self.integer(1)
        arguments = (self.by_reference(x), ctypes.byref(one), self.by_reference(y), ctypes.byref(one))
        return float(function(ctypes.byref(n), *arguments))


def product(A: Doubles, B: Doubles, blas: Blas) -> Doubles:
    """The matrix product A * B by the routine that Octave calls.

    dsyrk for an array times its own transpose, ddot for a row times a column, dgemv
    for a matrix times a column or a row times a matrix, else dgemm; a transposed view
    goes in as a flag. All arrays are column-major: a row-major one is a transpose.

    Parameters
    ----------
    A, B : float64 matrices, m x k and k x n, neither of them 1 x 1
    blas : Blas

    Returns
    -------
    m x n float64 matrix, column-major

    Parity
    ------
    Equal bits to the Octave that links the library, with as many threads.
    """
    (m, k), n = A.shape, B.shape[1]
    if 0 in (m, k, n):
        return np.zeros((m, n))
    transposed_a = is_transposed(A)
    # Octave passes one operand of A' * B' as a flag, the left one, and makes the other
    transposed_b = is_transposed(B) and not transposed_a
    a = np.asfortranarray(A.T if transposed_a else A)
    b = np.asfortranarray(B.T if transposed_b else B)
    flag_a, flag_b = "NT"[transposed_a], "NT"[transposed_b]
    C = np.empty((m, n), order="F")
    if is_transpose(A, B):
        blas.call("dsyrk_", "U", flag_a, m, k, 1.0, a, len(a), 0.0, C, m)
        below = np.tri(m, k=-1, dtype=np.bool_)
        C[below] = C.T[below]
    elif m == 1 and n == 1:
        C[0, 0] = blas.dot(a, b)
    elif n == 1:
        blas.call("dgemv_", flag_a, *a.shape, 1.0, a, len(a), b, 1, 0.0, C, 1)
    elif m == 1:
        blas.call("dgemv_", "TN"[transposed_b], *b.shape, 1.0, b, len(b), a, 1, 0.0, C, 1)
    else:
        blas.call("dgemm_", flag_a, flag_b, m, n, k, 1.0, a, len(a), b, len(b), 0.0, C, m)
    return C


def is_transposed(M: Doubles) -> bool:
    """Whether a matrix is a view of a column-major one's transpose, or a vector with a row's strides."""
    return abs(M.strides[0]) > abs(M.strides[1]) or M.strides[0] == 0


def octave_blas(program: str | None = None) -> Blas:
    """The library that an Octave links, or that SAMEBITS_BLAS names.

    Parameters
    ----------
    program : str, optional
        The path of the Octave; without it the installed one is asked.

    Raises
    ------
    BlasNotFound
        There is none; the message says what was looked for, and where.
    """
    return found_blas(program, os.environ.get("SAMEBITS_BLAS"), os.environ.get("OCTAVE_EXECUTABLE"))


@lru_cache(maxsize=8)
def found_blas(program: str | None, named: str | None, executable: str | None) -> Blas:
    """`octave_blas`, asked once for each program and each setting of the environment."""
    if named:
        return load_blas(named)
    try:
        answer = ask(program or find_octave().path, 30, ASK)
    except OctaveError as error:
        raise BlasNotFound(
            f"the arithmetic 'octave' calls the BLAS of the installed Octave. {error}. "
            "The environment variable SAMEBITS_BLAS can name a BLAS library instead"
        ) from error
    home = re.search(r"octave-home=(.*)", answer)
    mapped = re.findall(r"^/.*(?:blas|mkl|blis|atlas).*$", answer, re.MULTILINE | re.IGNORECASE)
    mapped.sort(key=lambda path: "libblas" not in path)  # what liboctave names comes first
    usual = [place.format(home=home[1] if home else "") for place in USUAL_PLACES.get(sys.platform, ())]
    tried = []
    for path in [*mapped, *filter(os.path.exists, usual)]:
        try:
            return load_blas(path)
        except BlasNotFound as error:
            tried.append(str(error))
    looked = "; ".join(tried) or f"among Octave's loaded libraries and in {usual or 'no other place'}"
    raise BlasNotFound(
        f"Octave's BLAS was not found: {looked}. The environment variable SAMEBITS_BLAS can name one"
    )


def load_blas(path: str) -> Blas:
    """Load a library, and find out how wide its integers are.

    Raises
    ------
    BlasNotFound
        It cannot be loaded, lacks a routine, or gives a wrong answer.
    """
    try:
        library = ctypes.CDLL(str(Path(path)))
    except OSError as error:
        raise BlasNotFound(f"{path} cannot be loaded ({error})") from error
    missing = [name for name in ("dgemm_", "dgemv_", "ddot_", "dsyrk_") if not hasattr(library, name)]
    if missing:
        raise BlasNotFound(f"{path} is not a BLAS: it lacks {', '.join(missing)}")
    # A length of 2 with all bits set above: 64-bit integers make it negative, so the sum is empty
    length, one = (ctypes.c_int32 * 2)(2, -1), (ctypes.c_int32 * 2)(1, 0)
    x = (ctypes.c_double * 2)(1.0, 1.0)
    library.ddot_.restype = ctypes.c_double
    answer = library.ddot_(length, x, one, x, one)
    if answer not in (0.0, 2.0):
        raise BlasNotFound(f"{path} is not a BLAS that can be called: (1,1)*(1;1) gave {answer}")
    return Blas(path, library, ctypes.c_int32 if answer == 2.0 else ctypes.c_int64)
