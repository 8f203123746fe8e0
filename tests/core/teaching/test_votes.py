import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.teaching import votes as module
from core.teaching.votes import (
    FILE,
    KEPT_SECONDS,
    LENGTH,
    LETTERS,
    Opened,
    Place,
    Votes,
    check_room,
)
from tests.core.unprivileged import belongs_to_another
from tests.generated import cases

ROOT = Path(__file__).parents[3]
ROOM, ASKED = "K7QX", "pooling/four"
VOTE = """
import sys
import time
from pathlib import Path
from core.teaching.votes import Votes
votes = Votes(Path(sys.argv[1]))
time.sleep(max(0, float(sys.argv[3]) - time.time()))
for number in range(int(sys.argv[2]), 100, 2):
    votes.cast("K7QX", "pooling/four", f"voter {number}", number % 4)
assert not votes.trouble, votes.trouble
"""


def counted(place):
    """What the file holds, by sqlite alone."""
    with sqlite3.connect(place / FILE) as connection:
        return connection.execute("SELECT voter, choice FROM votes ORDER BY voter").fetchall()


def test_a_hundred_threads_vote_at_once_and_none_is_lost_or_doubled(tmp_path):
    votes = Votes(tmp_path)
    with ThreadPoolExecutor(100) as pool:
        list(pool.map(lambda n: votes.cast(ROOM, ASKED, f"voter {n}", n % 3), range(100)))
    assert votes.tally(ROOM, ASKED) == {0: 34, 1: 33, 2: 33}
    assert len(counted(tmp_path)) == 100
    assert votes.trouble == ""


def test_of_a_room_of_two_hundred_two_servers_count_every_vote_at_once(tmp_path):
    servers = Votes(tmp_path), Votes(tmp_path)

    def voted(number):
        """Vote on one server; return whether the other counts it at once."""
        here, there = servers if number % 2 else reversed(servers)
        here.cast(ROOM, ASKED, f"voter {number}", number % 4)
        there.tally(ROOM, ASKED)
        return there.choice(ROOM, ASKED, f"voter {number}") == number % 4

    with ThreadPoolExecutor(200) as pool:
        assert all(pool.map(voted, range(200)))
    assert [one.tally(ROOM, ASKED) for one in servers] == [dict.fromkeys(range(4), 50)] * 2
    assert not any(one.trouble for one in servers)


def test_processes_vote_at_once_and_see_each_other(tmp_path):
    command = [sys.executable, "-c", VOTE, str(tmp_path)]
    environment, soon = os.environ | {"PYTHONPATH": str(ROOT)}, str(time.time() + 1)
    voters = [subprocess.Popen([*command, first, soon], env=environment) for first in "01"]
    assert [voter.wait(timeout=60) for voter in voters] == [0, 0]
    assert Votes(tmp_path).tally(ROOM, ASKED) == {0: 25, 1: 25, 2: 25, 3: 25}


def test_a_second_vote_replaces_the_first(tmp_path):
    votes = Votes(tmp_path)
    assert votes.choice(ROOM, ASKED, "me") is None
    votes.cast(ROOM, ASKED, "me", 0)
    votes.cast(ROOM, ASKED, "me", 2)
    votes.cast(ROOM, ASKED, "you", 2)
    assert votes.choice(ROOM, ASKED, "me") == 2
    assert votes.tally(ROOM, ASKED) == {2: 2}


def test_rooms_and_questions_are_counted_apart(tmp_path):
    votes = Votes(tmp_path)
    votes.cast(ROOM, ASKED, "me", 0)
    votes.cast("CDFG", ASKED, "me", 1)
    votes.cast(ROOM, "pooling/census", "me", 2)
    assert votes.tally(ROOM, ASKED) == {0: 1}
    assert votes.tallies(ROOM) == [("pooling/census", 2, 1), (ASKED, 0, 1)]


@pytest.mark.parametrize("choice", [-1, 6, 1.5, True, "1", None, 10**30])
def test_a_choice_that_no_question_has_is_refused(tmp_path, choice):
    with pytest.raises(ValueError, match=r"Choice is .* must be a whole number from 0 to 5"):
        Votes(tmp_path).cast(ROOM, ASKED, "me", choice)


def test_after_a_day_votes_and_rooms_are_gone_from_the_page_and_then_from_the_file(tmp_path):
    now = [1_000_000.0]
    votes = Votes(tmp_path, lambda: now[0])
    opened = votes.open(Place("pooling", 0))
    votes.cast(opened.code, ASKED, "me", 1)
    now[0] += KEPT_SECONDS - 1
    assert votes.tally(opened.code, ASKED) == {1: 1}
    assert votes.place(opened.code) == Place("pooling", 0)
    now[0] += 1
    assert votes.tally(opened.code, ASKED) == {}
    assert votes.tallies(opened.code) == []
    assert votes.choice(opened.code, ASKED, "me") is None
    assert votes.place(opened.code) is None
    assert not votes.leads(opened)
    assert len(counted(tmp_path)) == 1
    votes.cast("CDFG", ASKED, "you", 0)
    assert counted(tmp_path) == [("you", 0)]


@pytest.mark.parametrize("jump", [-2 * KEPT_SECONDS, -3600, 3600])
def test_a_clock_that_jumps_loses_and_doubles_no_vote(tmp_path, jump):
    now = [1_000_000.0]
    votes = Votes(tmp_path, lambda: now[0])
    opened = votes.open(Place("pooling", 0))
    votes.cast(opened.code, ASKED, "me", 1)
    now[0] += jump
    votes.cast(opened.code, ASKED, "you", 0)
    assert votes.tally(opened.code, ASKED) == {0: 1, 1: 1}
    votes.cast(opened.code, ASKED, "me", 0)
    assert votes.tally(opened.code, ASKED) == {0: 2}
    assert votes.leads(opened)


def test_only_the_key_moves_a_room(tmp_path):
    votes = Votes(tmp_path)
    opened = votes.open(Place("pooling", 0))
    thief = Opened(opened.code, "0" * 16)
    votes.move(thief, Place("dropout", 5))
    assert not votes.leads(thief)
    assert votes.place(opened.code) == Place("pooling", 0)
    votes.move(opened, Place("dropout", 5))
    assert votes.leads(opened)
    assert votes.place(opened.code) == Place("dropout", 5)
    assert votes.place("CDFG") is None


def test_a_taken_code_is_drawn_again(tmp_path, monkeypatch):
    drawn = iter("CCCCCCCCDDDD")
    monkeypatch.setattr(module, "choice", lambda letters: next(drawn))
    votes = Votes(tmp_path)
    first, second = votes.open(Place("pooling", 0)), votes.open(Place("pooling", 0))
    assert (first.code, second.code) == ("CCCC", "DDDD")
    assert first.key != second.key


def test_codes_are_short_and_hold_no_letters_that_look_alike(tmp_path):
    codes = {Votes(tmp_path).open(Place("pooling", 0)).code for _ in range(20)}
    assert len(codes) == 20
    assert all(check_room(code) == code and len(code) == 4 for code in codes)
    assert not set("0O1IL2Z5S8BAEU") & set(LETTERS)


@pytest.mark.parametrize("text", ["k7qx", " K7 QX\n", "K7QX"])
def test_a_code_may_be_written_small_and_with_blanks(text):
    assert check_room(text) == "K7QX"


@settings(max_examples=cases(50), deadline=None)
@given(st.text(max_size=60) | st.integers() | st.none() | st.binary())
def test_any_other_code_is_named_in_one_sentence(text):
    try:
        code = check_room(text)
    except ValueError as error:
        assert str(error).startswith("Room is ")
        assert f"must be {LENGTH} letters" in str(error)
        assert len(str(error)) < 140
        assert "\n" not in str(error)
    else:
        assert len(code) == LENGTH
        assert set(code) <= set(LETTERS)


def troubled(votes):
    """Votes are counted though the file cannot be used, and one sentence says so."""
    votes.cast(ROOM, ASKED, "me", 3)
    assert votes.tally(ROOM, ASKED)[3] == 1
    assert votes.trouble.startswith(f"Votes cannot be kept in {FILE} (")
    assert votes.trouble.count("\n") == 0
    opened = votes.open(Place("pooling", 2))
    assert votes.place(opened.code) == Place("pooling", 2)


def test_a_damaged_file_is_named_and_votes_are_counted_in_memory(tmp_path):
    (tmp_path / FILE).write_bytes(b"this is no database " * 100)
    troubled(Votes(tmp_path))


@pytest.fixture
def another_holds(tmp_path):
    """What another program has done to the file, and goes on doing."""
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
        yield other.execute


def test_a_file_that_another_program_has_locked_is_named_and_votes_are_counted_in_memory(
    tmp_path, another_holds, monkeypatch
):
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)
    votes = Votes(tmp_path)
    votes.cast(ROOM, ASKED, "early", 3)
    another_holds("BEGIN IMMEDIATE")
    votes.cast(ROOM, ASKED, "late", 3)
    assert "locked" in votes.trouble
    assert votes.tally(ROOM, ASKED) == {3: 2}


def test_a_file_of_a_later_version_is_left_as_it_is_and_votes_are_counted_in_memory(
    tmp_path, another_holds
):
    another_holds("CREATE TABLE votes (room, question, voter, choice, at, why)")
    another_holds("INSERT INTO votes VALUES ('K7QX', 'q', 'v', 1, 9e9, 'later')")
    votes = Votes(tmp_path)
    votes.cast(ROOM, ASKED, "me", 3)
    assert votes.tally(ROOM, ASKED)[3] == 1
    assert votes.trouble
    assert another_holds("SELECT why FROM votes").fetchall() == [("later",)]


def test_a_folder_that_cannot_be_made_is_named_and_votes_are_counted_in_memory(tmp_path):
    (tmp_path / "file").write_text("in the way")
    troubled(Votes(tmp_path / "file" / "below"))


@pytest.mark.parametrize("rights", [0o000, 0o555], ids=["closed", "read-only"])
@pytest.mark.parametrize("before", [0, 3], ids=["empty", "with votes"])
def test_a_folder_of_another_user_is_named_and_votes_are_counted_in_memory(
    tmp_path, rights, before
):
    for number in range(before):
        Votes(tmp_path).cast(ROOM, ASKED, f"voter {number}", 0)
    with belongs_to_another(tmp_path, rights):
        troubled(Votes(tmp_path))
    if before:
        assert counted(tmp_path) == [(f"voter {number}", 0) for number in range(before)]


@pytest.mark.parametrize("limit", ["PRAGMA max_page_count = 1", "PRAGMA query_only = 1"])
def test_what_is_counted_before_the_disk_is_full_or_locked_goes_along_into_memory(
    tmp_path, monkeypatch, limit
):
    votes = Votes(tmp_path)
    for number in range(50):
        votes.cast(ROOM, ASKED, f"voter {number}", 0)
    votes._file().execute(limit)
    for number in range(50, 500):
        votes.cast(ROOM, ASKED, f"voter {number}", 1)
    assert votes.tally(ROOM, ASKED) == {0: 50, 1: 450}
    troubled(votes)
    assert len(counted(tmp_path)) < 500
