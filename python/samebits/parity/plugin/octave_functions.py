"""Functions of Octave, called live or answered from recordings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samebits.octave.program import OctaveProgram
from samebits.parity.case import Case
from samebits.parity.recorded import (
    Recording,
    RecordingError,
    load_recording,
    save_recording,
    values_hash,
)
from samebits.session.exchange import m_file_hashes
from samebits.session.session import OctaveSession


class NothingToCompare(RuntimeError):
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
        The folder of recordings. One is found by the function's name and arguments,
        and is stale once a `.m` file of the folders is changed, added or removed.
    record : bool
        Keep every answer.
    why : str
        Why there is no program.
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
        self._files: dict[str, str] = {}

    @staticmethod
    def expression(code: str) -> Expression:
        """An argument as Octave writes it: a handle, a struct, a cell.

        For example `octave.expression("@(p) nnCostFunction(p, 2, 4, 4, X, y, 0)")`.
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
            An argument that would not arrive as it is.
        OctaveError
            Octave reports an error; OctaveTimeout, OctaveDied: it is gone, and the next
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
        case = Case(
            f"{name} {self.key(code, inputs)}",
            lambda: inputs,
            lambda values, arithmetic: {},
            code,
            outputs,
            m_folders=self._m_folders,
        )
        values = self._values(case, inputs, timeout)
        return values["out1"] if nargout == 1 else tuple(values[out] for out in outputs)

    def _values(self, case: Case, inputs: Mapping[str, Any], timeout: float) -> Mapping[str, Any]:
        if self._program is None:
            name = case.name.split()[0]
            path = self._recordings / f"{case.slug}.mat"
            if not path.is_file():
                raise NothingToCompare(
                    f"{self._why}, and there is no recording of {name} with these arguments in "
                    f"{self._recordings}; make one with `pytest --octave-record`"
                )
            try:
                return load_recording(self._recordings, case, inputs).values
            except RecordingError as error:
                again = str(error).replace("`samebits record`", "`pytest --octave-record`")
                raise RecordingError(again) from error
        session = self._live_session(self._program)
        # A recording knows nothing of the calls before it
        answer = session.call(f"clear -global; {case.octave}", inputs, case.outputs, timeout)
        if self._record:
            self._recordings.mkdir(parents=True, exist_ok=True)
            recording = Recording(
                answer.values, answer.seconds, session.version, session.blas, session.platform
            )
            save_recording(self._recordings, case, inputs, recording)
        return answer.values

    def _live_session(self, program: OctaveProgram) -> OctaveSession:
        """The session; a new one if a `.m` file has changed, since Octave may not notice."""
        files = m_file_hashes(self._m_folders)
        if self._session is None or files != self._files:
            self.close()
            self._session, self._files = OctaveSession(program, m_folders=self._m_folders), files
        return self._session

    @staticmethod
    def key(code: str, inputs: Mapping[str, Any]) -> str:
        """Twelve digits that tell a call from others of the same function."""
        return values_hash({**inputs, "code": code})[:12]

    def close(self) -> None:
        """End Octave; a later call starts another."""
        if self._session is not None:
            self._session.close()
            self._session = None
