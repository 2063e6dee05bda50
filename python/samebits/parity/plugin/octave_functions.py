"""Functions of Octave, called live or answered from recordings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samebits.errors import SamebitsError
from samebits.octave.program import OctaveProgram
from samebits.parity.case import slug
from samebits.parity.recorded import (
    Computation,
    Recording,
    read_recording,
    values_hash,
    write_recording,
)
from samebits.session.m_files import m_file_hashes
from samebits.session.session import OctaveSession


class NothingToCompare(SamebitsError, RuntimeError):
    """There is neither an Octave nor a recording of this call."""


@dataclass(frozen=True)
class Expression:
    """An argument that Octave makes itself; see `OctaveFunctions.expression`."""

    code: str


class OctaveFunctions:
    """Calls functions by name in Octave, on exact values.

    Parameters
    ----------
    program : OctaveProgram, or None
        None: recordings only.
    m_folders : tuple of Path
        Folders of `.m` files. They are copied, and never written to.
    recordings : Path
        The folder of recordings. A recording is found by the function's name and arguments,
        and is stale once a `.m` file of the folders is changed, added or removed.
    record : bool
        Record every answer.
    why : str
        The reason why `program` is None.
    """

    def __init__(
        self,
        program: OctaveProgram | None,
        m_folders: tuple[Path, ...],
        recordings: Path,
        record: bool = False,
        why: str = "",
    ) -> None:
        self._program, self._m_folders, self._recordings = program, m_folders, recordings
        self._record, self._why = record, why
        self._session: OctaveSession | None = None
        self._files: Mapping[str, str] = {}

    @staticmethod
    def expression(code: str) -> Expression:
        """An argument written in Octave's syntax: a handle, a struct or a cell.

        For example `octave.expression("@(t) costFunction(t, X, y)")`.
        """
        return Expression(code)

    def feval(self, name: str, *args: Any, nargout: int = 1, timeout: float = 600) -> Any:
        """The value of `name(args...)`, or a tuple of `nargout` values, none or several.

        Arguments are text, numbers, arrays (a vector is sent as a column; whole numbers
        become doubles) and `expression`s. Values come back as 2-D arrays in Octave's
        class (text as str). Each call begins without global variables.

        Raises
        ------
        TypeError
            An argument that would not arrive unchanged.
        OctaveError
            Octave reports an error; OctaveTimeout, OctaveDied: it has ended, and the next
            call starts another.
        RecordingError
            The recording is stale or damaged.
        NothingToCompare
            There is neither an Octave nor a recording.
        """
        written = [v.code if isinstance(v, Expression) else f"arg{k}" for k, v in enumerate(args, 1)]
        inputs = {f"arg{k}": v for k, v in enumerate(args, 1) if not isinstance(v, Expression)}
        outputs = tuple(f"out{k}" for k in range(1, nargout + 1))
        left = f"[{', '.join(outputs)}] = " if outputs else ""
        code = f"{left}{name}({', '.join(written)});"
        computation = Computation(code, inputs, outputs, m_file_hashes(self._m_folders))
        values = self._values(name, computation, timeout)
        return values["out1"] if nargout == 1 else tuple(values[out] for out in outputs)

    def _values(self, name: str, computation: Computation, timeout: float) -> Mapping[str, Any]:
        code, inputs = computation.statements, computation.inputs
        path = self._recordings / f"{slug(f'{name} {self.key(code, inputs)}')}.mat"
        if self._program is None:
            if not path.is_file():
                raise NothingToCompare(
                    f"{self._why}, and there is no recording of {name} with these arguments in "
                    f"{self._recordings}; make one with `pytest --octave-record`"
                )
            return read_recording(path, computation, "`pytest --octave-record`").values
        session = self._live_session(self._program, computation.m_files)
        # An answer must not depend on earlier calls: a recording is of this call alone
        answer = session.call(f"clear -global; {code}", inputs, computation.outputs, timeout)
        if self._record:
            self._recordings.mkdir(parents=True, exist_ok=True)
            recording = Recording(
                answer.values, answer.seconds, session.version, session.blas, session.platform
            )
            write_recording(path, computation, recording)
        return answer.values

    def _live_session(self, program: OctaveProgram, files: Mapping[str, str]) -> OctaveSession:
        """The session; a new one if a `.m` file has changed, since Octave may not notice."""
        if self._session is None or files != self._files:
            self.close()
            self._session, self._files = OctaveSession(program, m_folders=self._m_folders), files
        return self._session

    @staticmethod
    def key(code: str, inputs: Mapping[str, Any]) -> str:
        """Twelve digits that distinguish a call from others of the same function."""
        return values_hash({**inputs, "code": code})[:12]

    def close(self) -> None:
        """End Octave; a later call starts another."""
        if self._session is not None:
            self._session.close()
            self._session = None
