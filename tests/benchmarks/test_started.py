"""Every benchmark that needs no browser, started once in a short form."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.shuffling import Config
from tests.benchmarks import addresses, dropout, playground, room, shuffling, visitors

pytestmark = pytest.mark.slow


def test_the_sweep_trains_both_ways_where_nothing_has_unpacked_the_digits(capsys):
    dropout.main((0.0, 0.5), 640)
    assert "images a second" in capsys.readouterr().out


def test_the_engine_of_the_playground_is_timed(capsys, monkeypatch):
    monkeypatch.setattr(playground, "ROUNDS", 1)
    playground.main()
    assert "engine over torch autograd" in capsys.readouterr().out


def test_many_seeds_are_timed(capsys, monkeypatch):
    monkeypatch.setattr(shuffling, "ROUNDS", 1)
    monkeypatch.setattr(shuffling, "LOOP_SEEDS", 1)
    shuffling.main(Config(seeds=2, points=100))
    assert "batch over loop" in capsys.readouterr().out


def test_visitors_are_timed_and_see_no_error(capsys, monkeypatch):
    monkeypatch.setattr(visitors, "ALONE", 1)
    monkeypatch.setattr(visitors, "STAYS", 1)
    monkeypatch.setattr(visitors, "floor", lambda: 1.0)
    # A browser test of this process may have left its loop running in this thread.
    with ThreadPoolExecutor() as pool:
        pool.submit(visitors.warm, 2, 1, ("", "glossary")).result()
    said = capsys.readouterr().out
    assert "| glossary |" in said
    assert "page runs a second; errors: 0" in said


@pytest.mark.exhaustive
def test_hostile_addresses_break_nothing(capsys, monkeypatch):
    monkeypatch.setattr(addresses, "PLACES", ("", "glossary", "lessons"))
    with ThreadPoolExecutor() as pool:
        pool.submit(addresses.main, 20, 0).result()
    assert "20 addresses; went wrong: 0" in capsys.readouterr().out


@pytest.mark.exhaustive
def test_a_class_votes(capsys):
    with ThreadPoolExecutor() as pool:
        pool.submit(room.main, 3, 1).result()
    assert "3 votes within 1 s" in capsys.readouterr().out
