"""A network's rows with its blocks folded, as torchinfo shows them at depth 1."""

from itertools import groupby

import pandas as pd

SUMS = ("weights", "biases", "parameters", "multiply_accumulates", "memory")
LAST = ("output_shape", "receptive_field", "jump", "start")


def folded(table: pd.DataFrame, parts: dict[str, str]) -> pd.DataFrame:
    """Return one row for each part of a network, of the rows of ``networks.table``.

    ``parts`` are the parts' kinds by name. A row's number is that of the first row in it, its
    counts are sums, and its shape and sight are those of what it gives.
    """
    numbered = enumerate(table.to_dict("records"))
    runs = groupby(numbered, lambda one: one[1]["name"].partition(".")[0] or one[0])
    return pd.DataFrame(
        [_one([row for _, row in run], parts) for _, run in runs],
        columns=table.columns,
        dtype=object,
    )


def _one(rows: list[dict[str, object]], parts: dict[str, str]) -> dict[str, object]:
    first, last = rows[0], rows[-1]
    if len(rows) == 1:
        return first
    name = str(first["name"]).partition(".")[0]
    inside = {row["layer"] for row in rows}
    sums = {column: sum(row[column] for row in rows) for column in SUMS}  # type: ignore[misc]
    return {
        **first,
        **sums,
        **{column: last[column] for column in LAST},
        "name": name,
        "kind": f"{parts[name]} of {len(rows)}" if name in parts else first["kind"],
        "inputs": tuple(sorted({one for row in rows for one in row["inputs"]} - inside)),  # type: ignore[attr-defined]
    }
