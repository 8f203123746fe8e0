import sqlite3
from contextlib import closing

import pytest

from core.database import write_ahead


def test_a_reader_sees_the_last_whole_state_while_another_writes(tmp_path):
    with (
        closing(sqlite3.connect(tmp_path / "file", timeout=0, isolation_level=None)) as writer,
        closing(sqlite3.connect(tmp_path / "file", timeout=0)) as reader,
    ):
        write_ahead(writer)
        writer.execute("CREATE TABLE votes (choice)")
        writer.execute("BEGIN EXCLUSIVE")
        writer.execute("INSERT INTO votes VALUES (1)")
        write_ahead(reader)
        assert reader.execute("SELECT * FROM votes").fetchall() == []
        writer.execute("COMMIT")
        assert reader.execute("SELECT * FROM votes").fetchall() == [(1,)]


def test_a_file_that_another_holds_is_left_until_the_next_time(tmp_path):
    with (
        closing(sqlite3.connect(tmp_path / "file", isolation_level=None)) as other,
        closing(sqlite3.connect(tmp_path / "file", timeout=0)) as ours,
    ):
        other.execute("BEGIN EXCLUSIVE")
        write_ahead(ours)
        other.execute("ROLLBACK")
        assert ours.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        write_ahead(ours)
        assert ours.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_is_no_database_is_not_passed_over(tmp_path):
    (tmp_path / "file").write_bytes(b"this is no database " * 100)
    with (
        closing(sqlite3.connect(tmp_path / "file")) as connection,
        pytest.raises(sqlite3.DatabaseError, match="not a database"),
    ):
        write_ahead(connection)
