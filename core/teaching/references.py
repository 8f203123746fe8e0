"""The papers and books that the labs cite, read from ``references.csv``."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reference:
    """One work: authors, year, title, where it appeared, and a stable link (empty where none)."""

    authors: str
    year: int
    title: str
    where: str
    link: str = ""

    def __str__(self) -> str:
        """Return the reference as one line of Markdown, its link as text."""
        line = f"{self.authors}, *{self.title}*, {self.where}, {self.year}."
        return f"{line} {self.link}" if self.link else line

    @property
    def surname(self) -> str:
        """The first author's surname, by which works are ordered."""
        first = re.split(r",| and ", self.authors)[0]
        return re.sub(r"^(\S+\. )+", "", first)

    def matches(self, words: str) -> bool:
        """Say whether authors, year, title and place together hold all of ``words``."""
        return all(word in str(self).lower() for word in words.lower().split())


def _works() -> dict[str, Reference]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as table:
        rows: list[dict[str, Any]] = list(csv.DictReader(table))
    return {row.pop("key"): Reference(**row | {"year": int(row["year"])}) for row in rows}


REFERENCES = _works()
