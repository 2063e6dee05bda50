"""The journal of a class: results that are kept, so that nothing is graded twice."""

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from samebits.errors import SamebitsError
from samebits.grading.results import Graded, graded_from

# In the header of the file, where `file` and SQLite look for the kind of a database
APPLICATION, FORMAT = 0x73616D62, 2
KEY = "student, submission, assignment, versions, seed"
COLUMNS = ", ".join(f"{column} TEXT NOT NULL" for column in KEY.split(", "))
TABLES = (
    f"CREATE TABLE results ({COLUMNS}, result TEXT NOT NULL, PRIMARY KEY ({KEY}))",
    "CREATE TABLE course (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {FORMAT}",
)
SECRET_BYTES = 32
WORDS = {
    sqlite3.SQLITE_BUSY: "is in use by another grader; wait until it is done, or choose another journal",
    sqlite3.SQLITE_FULL: "cannot be written: the disk is full",
    sqlite3.SQLITE_IOERR: "cannot be read or written: is the disk full, or a quota used up?",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: does its folder exist, and is it writable?",
    sqlite3.SQLITE_READONLY: "cannot be written: it is read-only",
    sqlite3.SQLITE_NOTADB: "is not a journal, nor any other database; choose another file",
    sqlite3.SQLITE_CORRUPT: "is damaged; move it away, and grade again",
}


class JournalError(SamebitsError, RuntimeError):
    """The journal cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class JournalKey:
    """Everything that a result depends on.

    Attributes
    ----------
    student : str
    submission, assignment : str
        Digests of their contents.
    versions : str
        The versions of samebits, Python, NumPy, Octave and its BLAS, and the confinement.
    seed : str
        A fingerprint of the key that hidden inputs are drawn from.
    """

    student: str
    submission: str
    assignment: str
    versions: str
    seed: str


class Journal:
    """Results that outlive the grader.

    Parameters
    ----------
    path : Path
        Made if it is missing, readable by this user only.

    Raises
    ------
    JournalError
        Here and in every method: another grader uses it, the disk is full, or the file is
        not a journal or is read-only. Nothing is then recorded in part.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.translated_errors():
            # Only if it is missing: closing a file gives up this process's locks on it
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            self.database = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with self.translated_errors():
                self.prepare()
        except BaseException:
            self.close()
            raise

    def prepare(self) -> None:
        # The operating system frees the lock when the process ends, however it does
        self.database.execute("PRAGMA locking_mode = EXCLUSIVE")
        tables = self.number("SELECT count(*) FROM sqlite_master")
        if tables and self.number("PRAGMA application_id") != APPLICATION:
            raise JournalError(
                f"{self.path} is a database, but not a journal of samebits; choose another file"
            )
        if tables and (found := self.number("PRAGMA user_version")) != FORMAT:
            raise JournalError(
                f"{self.path} is a journal in format {found}, of another version of samebits; this version "
                f"uses format {FORMAT}. Choose another file"
            )
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        with self.transaction():
            for statement in TABLES if not tables else ():
                self.database.execute(statement)

    def number(self, query: str) -> int:
        return int(self.database.execute(query).fetchone()[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()

    def record(self, key: JournalKey, graded: Graded, replace: bool = False) -> None:
        """Keep a result: it is on the disk when this returns. An earlier one stays.

        Parameters
        ----------
        key : JournalKey
        graded : Graded
            Not kept if part of it could not be graded, so that it is tried again.
        replace : bool
            Replace an earlier result.
        """
        if not graded.gradable:
            return
        insert = f"INSERT OR {'REPLACE' if replace else 'IGNORE'} INTO results VALUES (?, ?, ?, ?, ?, ?)"
        with self.translated_errors():
            self.database.execute(insert, (*astuple(key), json.dumps(graded.as_dict())))

    def find(self, key: JournalKey) -> Graded | None:
        """The result recorded under a key, or None."""
        same = " AND ".join(f"{column} = :{column}" for column in asdict(key))
        with self.translated_errors():
            found = self.database.execute(f"SELECT result FROM results WHERE {same}", asdict(key)).fetchone()
        return None if found is None else graded_from(json.loads(found[0]))

    def course_key(self, own: bytes | None = None) -> bytes:
        """The secret from which hidden inputs are drawn, so that a regrade has the same.

        Parameters
        ----------
        own : bytes, optional
            Used instead of the journal's; kept if the journal has none yet.

        Returns
        -------
        bytes
            `own`, or 32 random bytes made once for this journal.
        """
        with self.translated_errors(), self.transaction():
            self.database.execute(
                "INSERT OR IGNORE INTO course VALUES ('key', ?)", (own or secrets.token_bytes(SECRET_BYTES),)
            )
            (kept,) = self.database.execute("SELECT value FROM course WHERE name = 'key'").fetchone()
        return own or bytes(kept)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, or nothing."""
        self.database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.database.execute("COMMIT")
        except BaseException:
            if self.database.in_transaction:  # SQLite ends it by itself after some errors
                self.database.execute("ROLLBACK")
            raise

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Errors of SQLite and of the system as a JournalError."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the details of an extended code
            raise JournalError(f"{self.path} {WORDS.get(code, 'cannot be used')} ({error})") from error
        except OSError as error:
            raise JournalError(f"{self.path} cannot be made: {error.strerror}") from error
