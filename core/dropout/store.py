"""Finished models of sweeps, kept in one SQLite file, so that none is trained twice.

A model is found by what determines it and not by its sweep, so that a larger sweep starts from what
a smaller one trained. Every model is written in a transaction of its own as it ends. Where the file
cannot be used, one sentence says so and the sweep goes on without it.
"""

import json
import sqlite3
import zlib
from collections.abc import Collection, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from core.claims import Report, ignore
from core.database import write_ahead
from core.dropout import sweep
from core.dropout.sweep import CURVE, Config, Model, Trained
from core.resumable import FOLDER

FILE = "models.sqlite"
WAIT_SECONDS = 10
MOST = 1_000_000
SETTINGS = ("images", "epochs", "optimizer", "learning_rate", "batch_size")
IDENTITY = ("trainer", "network", "p", "seed", *SETTINGS)
TABLE = f"""
CREATE TABLE IF NOT EXISTS models (
    trainer INTEGER, network TEXT, p REAL, seed INTEGER, images INTEGER, epochs INTEGER,
    optimizer TEXT, learning_rate REAL, batch_size INTEGER,
    curve TEXT NOT NULL, correct BLOB NOT NULL, validation_images INTEGER NOT NULL,
    diverged_at INTEGER, versions TEXT NOT NULL, finished TEXT NOT NULL,
    PRIMARY KEY ({", ".join(IDENTITY)})
) WITHOUT ROWID
"""
WHERE = " AND ".join(f"{name} = ?" for name in IDENTITY)


class Store:
    """The models in one folder, for any number of threads and processes.

    ``trouble`` is the sentence that says why the last reading or writing failed, or empty. No
    method raises for what is wrong with the file.
    """

    def __init__(self, place: Path, most: int = MOST) -> None:
        """Use the file in the folder ``place``; it is made when the first model is kept.

        Beyond ``most`` models none is kept.
        """
        self._path, self._most = place / FILE, most
        self.trouble = ""

    def find(self, config: Config) -> list[Trained]:
        """Return the finished models of ``config``, in the sweep's order; no damaged ones."""
        found = []
        with self._explained():
            if self._path.exists():
                with self._open() as connection:
                    for model in sweep.models(config):
                        row = connection.execute(
                            "SELECT curve, correct, validation_images, diverged_at FROM models "
                            f"WHERE {WHERE}",
                            _identity(config, model),
                        ).fetchone()
                        if row and (one := _trained(model, *row)):
                            found.append(one)
        return found

    def keep(self, config: Config, trained: Trained) -> None:
        """Write one finished model; in place of what is there of it."""
        rows = list(trained.curve.itertuples(index=False, name=None))
        values = (
            *_identity(config, trained.model),
            json.dumps(rows),
            zlib.compress(np.packbits(trained.correct).tobytes()),
            trained.correct.shape[1],
            trained.diverged_at,
            json.dumps({name: version(name) for name in ("torch", "numpy", "numba")}),
            datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with self._explained():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._open() as connection:
                (count,) = connection.execute("SELECT count(*) FROM models").fetchone()
                if count >= self._most:
                    raise OSError(f"it holds {count:,}, the most that this server keeps")
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT OR REPLACE INTO models VALUES ({marks})", values)

    def forget(self, config: Config) -> None:
        """Drop the models of ``config``, so that they can be trained again."""
        with self._explained():
            if self._path.exists():
                with self._open() as connection:
                    connection.executemany(
                        f"DELETE FROM models WHERE {WHERE}",
                        [_identity(config, model) for model in sweep.models(config)],
                    )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes are written together, or not at all."""
        with closing(sqlite3.connect(self._path, timeout=WAIT_SECONDS)) as connection, connection:
            write_ahead(connection)
            connection.execute(TABLE)
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what goes wrong with the file into the sentence of ``trouble``."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self.trouble = (
                f"Finished models cannot be kept in {FILE} ({error}); the sweep goes on, and what "
                f"it trains lasts until the server ends. The variable {FOLDER} names another "
                "folder."
            )
        else:
            self.trouble = ""


def kept_sweep(
    config: Config,
    store: Store,
    finished: Collection[Model] = (),
    report: Report = ignore,
    scheduler: str = "",
) -> Generator[Trained, None, None]:
    """Yield the models of ``config`` that are not yet ``finished``: the kept ones, then the rest.

    What is trained is kept before it is yielded. ``report`` and ``scheduler`` as in ``sweep``.
    """
    known = set(finished)
    for one in store.find(config):
        if one.model not in known:
            known.add(one.model)
            yield one
    with closing(sweep.trained(config, known, report, scheduler)) as results:
        for one in results:
            store.keep(config, one)
            yield one


def _identity(config: Config, model: Model) -> tuple[object, ...]:
    """Return the values of ``IDENTITY`` for one model."""
    settings = (getattr(config, name) for name in SETTINGS)
    return sweep.VERSION, model.network, float(model.p), model.seed, *settings


def _trained(
    model: Model, curve: str, correct: bytes, images: int, diverged_at: int | None
) -> Trained | None:
    """Return the model of one row, or none where the row is damaged."""
    try:
        rows = json.loads(curve)
        bits = np.frombuffer(zlib.decompress(correct), np.uint8)
        right = np.unpackbits(bits, count=len(rows) * images).reshape(len(rows), images)
        return Trained(model, pd.DataFrame(rows, columns=CURVE), right.astype(bool), diverged_at)
    except (ValueError, TypeError, zlib.error):
        return None
