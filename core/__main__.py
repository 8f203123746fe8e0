"""The command line: the ledger, and what a network is.

``python -m core [--only ID] [--recorded] [--json]``
``python -m core --network FILE [--input 3,32,32] [--json]``
"""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from core.bundled import DamagedData, recorded_ledger
from core.claims import CLAIMS
from core.ledger import measure, row
from core.ledger.table import Entry, entries, table


def main() -> None:
    """Measure the claims asked for, or read them from the record, and print the ledger."""
    parser = argparse.ArgumentParser(
        prog="python -m core",
        description="Measure every claim of the write-up, or lay out a network layer by layer.",
    )
    parser.add_argument(
        "--only",
        type=_claims,
        default=list(CLAIMS),
        metavar="ID",
        help=f"a claim or a group of them, such as 2.C: {', '.join(CLAIMS)}",
    )
    parser.add_argument(
        "--recorded", action="store_true", help="print what was recorded and measure nothing"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON list of objects")
    parser.add_argument(
        "--network",
        metavar="FILE",
        help="lay out the network in a file of PyTorch code, which is read and not run; - reads "
        "standard input",
    )
    parser.add_argument(
        "--input", metavar="SHAPE", help="with --network: one example's shape, such as 3,32,32"
    )
    arguments = parser.parse_args()
    if arguments.network is not None:
        lay_out(parser, arguments.network, arguments.input, arguments.json)
        return
    only = arguments.only
    try:
        found = _recorded(only) if arguments.recorded else list(_measured(only))
    except DamagedData as error:
        parser.exit(1, f"{error}\n")
    if arguments.json:
        rows = [row(entry.verdict, entry.seconds) for entry in found]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for one in table(found).to_dict("records"):
        print(
            f"{one['claim']}  {one['verdict']}  (n = {one['n']}, {one['source']}, "
            f"{one['seconds']:.1f} s, {one['date']})"
        )
        print(f"    {one['title']}. {CLAIMS[one['claim']].text}")
        for column in ("reported", "measured", "why", "undecided", "lab"):
            if one[column]:
                print(f"    {column:9} {one[column]}")


def lay_out(parser: argparse.ArgumentParser, file: str, shape: str | None, as_json: bool) -> None:
    """Print the network in ``file``; end with one sentence and code 1 where it is not read."""
    from core.engines.networks.reader import report

    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
        found = report.report(text, shape)
    except (OSError, ValueError) as error:
        parser.exit(1, f"{error}\n")
    print(json.dumps(found, indent=2, ensure_ascii=False) if as_json else report.table_text(found))


def _claims(text: str) -> list[str]:
    """Return the claims that ``text`` names or begins, whatever its case."""
    parts = text.casefold().strip(".").split(".")
    found = [one for one in CLAIMS if one.casefold().split(".")[: len(parts)] == parts]
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} must be one of, or begin, {', '.join(CLAIMS)}")
    return found


def _recorded(wanted: list[str]) -> list[Entry]:
    known = entries(recorded_ledger())
    return [known[claim_id] for claim_id in wanted]


def _measured(wanted: list[str]) -> Iterator[Entry]:
    for verdict, _, seconds in measure(wanted, _show):
        yield Entry(verdict, "live", seconds, datetime.now(UTC).date().isoformat())
    if sys.stderr.isatty():
        print(file=sys.stderr)


def _show(done: float, message: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{done:4.0%} {message:70.70}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
