"""SQLite files that several threads, processes and servers have open at once."""

import sqlite3
from contextlib import suppress


def write_ahead(connection: sqlite3.Connection) -> None:
    """Let others read the file of ``connection`` while one writes: SQLite's write-ahead log.

    Where another process holds the file, it is about to do the same, and this does nothing. Raises
    ``sqlite3.DatabaseError`` for a file that is no database.
    """
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA journal_mode = WAL")
