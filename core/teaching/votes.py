"""Predictions of a class, counted by room and question in one SQLite file, and where a room stands.

Nothing personal is kept: a voter is a random text of the page's session. What is older than a day
is never shown, and dropped with the next write. Where the file cannot be used, one sentence says so
and the votes live in memory until the server ends.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import choice, token_hex
from threading import Lock
from typing import Any

from core.database import write_ahead
from core.limits import check_whole, quoted

FILE = "votes.sqlite"
LETTERS = "CDFGHJKMNPQRTVWXY34679"
"""No vowels, so that no word comes out, and none of 0 O, 1 I L, 2 Z, 5 S, 8 B."""
LENGTH = 4
KEPT_SECONDS = 24 * 60 * 60
WAIT_SECONDS = 10
MOST_CHOICES = 6
TABLES = (
    "CREATE TABLE IF NOT EXISTS votes (room TEXT, question TEXT, voter TEXT, choice INTEGER, "
    "at REAL, PRIMARY KEY (room, question, voter)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS votes_at ON votes (at)",
    "CREATE TABLE IF NOT EXISTS rooms (room TEXT PRIMARY KEY, key TEXT, lesson TEXT, "
    "place INTEGER, at REAL) WITHOUT ROWID",
)
VOTE = (
    "INSERT INTO votes VALUES (?, ?, ?, ?, ?) ON CONFLICT (room, question, voter) "
    "DO UPDATE SET choice = excluded.choice, at = excluded.at"
)
Rows = list[tuple[Any, ...]]
Statement = tuple[str, Sequence[object]]


@dataclass(frozen=True)
class Place:
    """Where a room stands: its lesson, and the place in it, from 0."""

    lesson: str
    place: int


@dataclass(frozen=True)
class Opened:
    """A new room: the code that everybody types, and the key that lets its opener lead it."""

    code: str
    key: str


def check_room(text: object) -> str:
    """Return the room code that ``text`` means, in capitals and without blanks.

    Raises ``ValueError`` unless it is four of the letters and digits of ``LETTERS``.
    """
    code = "".join(text.split()).upper() if isinstance(text, str) else ""
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        raise ValueError(
            f"Room is {quoted(text)}, but must be {LENGTH} letters or digits out of {LETTERS}."
        )
    return code


class Votes:
    """The votes and rooms of one folder, for any number of threads and processes.

    ``trouble`` is the sentence that says why the file is not used, or empty. No method raises for
    what is wrong with the file.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Use the file in ``folder``; it is made with the first vote or room."""
        self._path = folder / FILE
        self._clock = clock
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self.trouble = ""

    def cast(self, room: str, question: str, voter: str, choice: int) -> None:
        """Count the vote of ``voter`` for a choice, from 0, in place of an earlier one.

        Raises ``ValueError`` for a choice that no question has.
        """
        check_whole("Choice", choice, 0, MOST_CHOICES - 1)
        self._write(VOTE, (room, question, voter, choice, self._clock()))

    def tally(self, room: str, question: str) -> dict[int, int]:
        """Return the number of votes of every choice that has one."""
        rows = self._read(
            "SELECT choice, COUNT(*) FROM votes WHERE room = ? AND question = ? AND at > ? "
            "GROUP BY choice ORDER BY choice",
            (room, question),
        )
        return dict(rows)

    def tallies(self, room: str) -> Rows:
        """Return (question, choice, number of votes) of everything asked in the room."""
        return self._read(
            "SELECT question, choice, COUNT(*) FROM votes WHERE room = ? AND at > ? "
            "GROUP BY question, choice ORDER BY question, choice",
            (room,),
        )

    def choice(self, room: str, question: str, voter: str) -> int | None:
        """Return what ``voter`` has chosen, or none before the first vote."""
        rows = self._read(
            "SELECT choice FROM votes WHERE room = ? AND question = ? AND voter = ? AND at > ?",
            (room, question, voter),
        )
        return int(rows[0][0]) if rows else None

    def open(self, place: Place) -> Opened:
        """Open a room of a random, unused code at ``place``."""
        opened = Opened("".join(choice(LETTERS) for _ in range(LENGTH)), token_hex(8))
        taken = self._write(
            "INSERT INTO rooms VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING room",
            (opened.code, opened.key, place.lesson, place.place, self._clock()),
        )
        return opened if taken else self.open(place)

    def move(self, opened: Opened, place: Place) -> None:
        """Bring the room to ``place``, for those who hold its key."""
        self._write(
            "UPDATE rooms SET lesson = ?, place = ?, at = ? WHERE room = ? AND key = ?",
            (place.lesson, place.place, self._clock(), opened.code, opened.key),
        )

    def leads(self, opened: Opened) -> bool:
        """Say whether the key is the room's own."""
        asked = "SELECT 1 FROM rooms WHERE room = ? AND key = ? AND at > ?"
        return bool(self._read(asked, (opened.code, opened.key)))

    def place(self, room: str) -> Place | None:
        """Return where the room stands, or none where no such room is open."""
        rows = self._read("SELECT lesson, place FROM rooms WHERE room = ? AND at > ?", (room,))
        return Place(*rows[0]) if rows else None

    def _oldest(self) -> float:
        return self._clock() - KEPT_SECONDS

    def _read(self, sql: str, values: tuple[object, ...]) -> Rows:
        """Return the rows that ``sql`` finds for ``values`` and, last, the oldest time shown."""
        return self._do((sql, (*values, self._oldest())))

    def _write(self, sql: str, values: tuple[object, ...]) -> Rows:
        """Drop what is older than a day, then do ``sql`` with ``values``, both or neither."""
        old = (self._oldest(),)
        return self._do(
            ("DELETE FROM votes WHERE at <= ?", old),
            ("DELETE FROM rooms WHERE at <= ?", old),
            (sql, values),
        )

    def _do(self, *statements: Statement) -> Rows:
        """Return the rows of the last statement, from the file or else from memory.

        One thread at a time, so that only processes compete for the file.
        """
        with self._lock:
            if not self.trouble:
                try:
                    return _transaction(self._file(), statements)
                except (sqlite3.Error, OSError) as error:
                    return self._leave_file(error, statements)
            assert self._connection is not None
            return _transaction(self._connection, statements)

    def _file(self) -> sqlite3.Connection:
        """Return the one connection to the file: to open it for every vote takes far longer."""
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _connected(self._path)
            write_ahead(self._connection)
            self._connection.execute("PRAGMA synchronous = NORMAL")
        return self._connection

    def _leave_file(self, error: Exception, statements: Sequence[Statement]) -> Rows:
        """Go on in memory, with what can be read of the file, unless a later version wrote it."""
        self.trouble = (
            f"Votes cannot be kept in {FILE} ({error}); they are counted in memory and last until "
            "the server ends."
        )
        memory, file = _connected(":memory:"), self._connection
        if file is not None:
            with suppress(sqlite3.Error), closing(file):
                file.backup(memory)
        try:
            rows = _transaction(memory, statements)
        except sqlite3.Error:
            memory = _connected(":memory:")
            rows = _transaction(memory, statements)
        self._connection = memory
        return rows


def _connected(path: Path | str) -> sqlite3.Connection:
    """Return a connection that begins no transaction by itself."""
    return sqlite3.connect(
        path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
    )


def _transaction(connection: sqlite3.Connection, statements: Sequence[Statement]) -> Rows:
    """Do ``statements`` together, or none of them; return the rows of the last."""
    with connection:  # what is begun is committed, or rolled back where a statement raises
        if len(statements) > 1:
            connection.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            connection.execute(table)
        for sql, values in statements:
            rows = connection.execute(sql, values).fetchall()
    return rows
