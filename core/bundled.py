"""The files that ship with the lab: the recorded studies, and the ledger as recorded last."""

import json
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zipfile import ZIP_LZMA, ZipFile, ZipInfo

from core.claims import CLAIMS, Finding, Interval, Outcome, Report, Role, Verdict
from core.resumable import Unfinished, circumstances

if TYPE_CHECKING:  # home reads no table, and shall not wait for pandas
    import numpy as np
    import pandas as pd

DATA = Path(__file__).parent / "data"
RECORDED = DATA / "recorded"
ARRAYS, TABLES = ".npz", ".zip"
"""The endings of arrays that ``numpy.load`` reads, and of tables as CSV, both packed tightly."""
ORIGIN = ("date", "processor", "versions", "configurations")
Unit = TypeVar("Unit")


class DamagedData(RuntimeError):
    """A bundled file is missing or damaged; the message names it and the remedy."""


@dataclass(frozen=True)
class Study:
    """A recorded table: its files, where they come from, and how they are made again.

    ``name`` is what ``python -m core.record`` calls it and what its files begin with; ``subject``
    begins the sentence that says of the table that it is damaged, verb and all. The table's file
    has the ``ending``; one in ``.csv.xz`` is packed.
    """

    name: str
    subject: str
    folder: Path = RECORDED
    ending: str = ".csv"

    def path(self, ending: str = "") -> Path:
        """Return where the file with this ending lies, or the table itself."""
        return self.folder / f"{self.name}{ending or self.ending}"

    def damaged(self, how: str, subject: str = "") -> DamagedData:
        """Return the error that says how the table, or another ``subject``, is damaged."""
        remedy = f"make it again with: python -m core.record --only {self.name}"
        return DamagedData(f"{subject or self.subject} {how}; {remedy}")

    @contextmanager
    def reading(self, subject: str = "") -> Iterator[None]:
        """Raise ``DamagedData`` for whatever reading a missing or damaged file raises."""
        try:
            yield
        except Exception as error:
            raise self.damaged("missing or damaged", subject) from error

    def table(self, columns: list[str], ending: str = "", **only: object) -> "pd.DataFrame":
        """Return these columns of the rows that have in other columns the values in ``only``.

        Raises ``DamagedData`` when the file is missing or damaged.
        """
        import pandas as pd

        with self.reading():
            rows = pd.read_csv(self.path(ending), usecols=[*only, *columns])
            for column, value in only.items():
                rows = rows[rows[column] == value]
            return rows[columns].reset_index(drop=True)

    def provenance(self) -> dict[str, Any]:
        """Return when, on what, with which versions and configurations the table was made.

        Keys: date, processor, versions, configurations. Raises ``DamagedData`` when the file is
        missing or damaged.
        """
        path = self.path(".json")
        with self.reading(f"{path.name} is"):
            content = json.loads(path.read_text(encoding="utf-8"))
            return {key: content[key] for key in ORIGIN}

    def origin(self) -> str:
        """Return when, on what and with which torch the table was made, as a sentence begins."""
        made = self.provenance()
        date, processor, torch = made["date"], made["processor"], made["versions"]["torch"]
        return f"Recorded on {date} ({processor}; torch {torch})"

    @contextmanager
    def recording(
        self,
        settings: tuple[object, ...],
        total: int,
        missing: Callable[[list[Unit]], Generator[Unit, None, None]],
        report: Report,
    ) -> Iterator[list[Unit]]:
        """Give all ``total`` units of the table, so that the block writes it.

        Those that an interrupted recording with the same ``settings`` kept come first, then what is
        ``missing`` besides them, each kept as it ends and dropped once the block is through.
        """
        unfinished = Unfinished(self.name, *settings)
        units: list[Unit] = unfinished.find()
        if units:
            report(len(units) / total, f"{len(units)} of {total} are kept from before")
        with closing(missing(list(units))) as results:
            for unit in results:
                unfinished.keep(unit)
                units.append(unit)
                report(len(units) / total, f"{len(units)} of {total}")
        yield units
        unfinished.forget()

    def write(self, table: "pd.DataFrame", ending: str = "") -> None:
        """Write the table, or another one into the file with this ending."""
        self.folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(self.path(ending), index=False)

    def pack_tables(self, tables: "Mapping[str, pd.DataFrame]") -> None:
        """Write tables into one compressed file, a CSV each."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with ZipFile(self.path(TABLES), "w", ZIP_LZMA) as file:
            for name, table in tables.items():
                text = table.to_csv(index=False)
                file.writestr(ZipInfo(f"{name}.csv"), text, ZIP_LZMA)

    def packed_tables(self, **kinds: type) -> "dict[str, pd.DataFrame]":
        """Return the tables that ``pack_tables`` wrote, columns of these ``kinds`` among them.

        Raises ``DamagedData`` when the file is missing or damaged.
        """
        import pandas as pd

        path = self.path(TABLES)
        with self.reading(f"The recorded {path.name} is"), ZipFile(path) as file:
            return {
                Path(name).stem: pd.read_csv(file.open(name), dtype=kinds)
                for name in file.namelist()
            }

    def pack_arrays(self, arrays: "Mapping[str, np.ndarray]") -> None:
        """Write arrays into one file, in three quarters of the bytes that numpy's own takes."""
        from numpy.lib.format import write_array

        self.folder.mkdir(parents=True, exist_ok=True)
        with ZipFile(self.path(ARRAYS), "w", ZIP_LZMA) as file:
            for name, array in arrays.items():
                with file.open(f"{name}.npy", "w") as part:
                    write_array(part, array)

    def sign(self, configurations: dict[str, Any], **more: object) -> None:
        """Write when, on what and with which versions and configurations, and what is ``more``."""
        content = {**circumstances(), "configurations": configurations, **more}
        text = json.dumps(content, indent=1, ensure_ascii=False, default=_plain)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.path(".json").write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> object:
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} cannot be recorded")


LEDGER_STUDY = Study("ledger", "The recorded ledger ledger.json is")
LEDGER = LEDGER_STUDY.path(".json")


@dataclass(frozen=True)
class RecordedLedger:
    """The ledger measured last: when, on what, with which versions, and every verdict.

    ``seconds`` says how long each claim took.
    """

    date: str
    processor: str
    versions: dict[str, str]
    verdicts: dict[str, Verdict]
    seconds: dict[str, float]

    @property
    def origin(self) -> str:
        """When, on what and with which versions it was measured, in a sentence."""
        versions = ", ".join(f"{name} {number}" for name, number in self.versions.items())
        return f"Recorded on {self.date}: {self.processor}; {versions}."


def recorded_ledger(path: Path = LEDGER) -> RecordedLedger:
    """Read the recorded ledger.

    Raises ``DamagedData`` when the file is missing or damaged.
    """
    with LEDGER_STUDY.reading(f"The recorded ledger {path.name} is"):
        content = json.loads(path.read_text(encoding="utf-8"))
        verdicts = {
            claim_id: Verdict(claim_id, tuple(map(finding, content["findings"][claim_id])))
            for claim_id in CLAIMS
        }
        seconds = {one["id"]: float(one["seconds"]) for one in content["claims"]}
        return RecordedLedger(
            content["date"],
            content["processor"],
            dict(content["versions"]),
            verdicts,
            {claim_id: seconds[claim_id] for claim_id in CLAIMS},
        )


def finding(fields: dict[str, Any]) -> Finding:
    """Return the finding whose fields, as ``asdict`` gives them, have been read from JSON."""
    measured = fields["measured"]
    if isinstance(measured, list):
        measured = Interval(*measured)
    kinds = {"outcome": Outcome(fields["outcome"]), "role": Role(fields["role"])}
    return Finding(**fields | kinds | {"measured": measured})
