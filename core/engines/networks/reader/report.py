"""A pasted network for the command line: plain values for JSON, and a table for reading."""

from fractions import Fraction
from typing import Any

from core.engines.networks.reader import input_shapes
from core.engines.networks.reader.networks import read, table
from core.engines.networks.reader.refusals import Refusal
from core.text import shape_text


def report(text: str, shape: str | None = None) -> dict[str, Any]:
    """Return the network of ``text`` on one example of ``shape``, as plain values.

    Keys: network (its name), input_shape, output_shape, parameters, multiply_accumulates, rows,
    notes. Without ``shape`` the text itself must tell it. Raises ``Refusal``.
    """
    network, *others = read(text)
    told = input_shapes.proposed(network) if shape is None else None
    if shape is None and told is None:
        raise Refusal("the text does not tell the shape of one example; give it: --input 3,32,32.")
    sizes = told.sizes if told else input_shapes.read(shape or "")
    taken, found = input_shapes.fitting(network, sizes)
    notes = [*(told.notes if told else ()), *taken.notes, *found.notes]
    if others:
        notes.append(f"The text also holds {', '.join(one.name for one in others)}.")
    rows = table(found).to_dict("records")
    return {
        "network": network.name,
        "input_shape": list(taken.sizes),
        "output_shape": list(found.output_shape),
        "parameters": found.parameters,
        "multiply_accumulates": found.multiply_accumulates,
        "rows": [{key: _plain(value) for key, value in row.items()} for row in rows],
        "notes": notes,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def table_text(found: dict[str, Any]) -> str:
    """Return the rows of a report as a table, its sums and its notes below."""
    heads = ("layer", "name", "kind", "output", "parameters", "multiply-accumulates", "sees")
    lines = [heads] + [
        (
            str(row["layer"]),
            row["name"],
            row["kind"],
            shape_text(tuple(row["output_shape"])),
            f"{row['parameters']:,}",
            f"{row['multiply_accumulates']:,}",
            " × ".join(f"{size:g}" for size in row["receptive_field"]),
        )
        for row in found["rows"]
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    right = {0, 4, 5}
    written = [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
    return "\n".join(
        [
            *written,
            "",
            f"{found['network']}: {shape_text(tuple(found['input_shape']))} to "
            f"{shape_text(tuple(found['output_shape']))}, {found['parameters']:,} parameters, "
            f"{found['multiply_accumulates']:,} multiply-accumulates for one example.",
            *found["notes"],
        ]
    )
