"""Every quantity of one layer with its formula filled in, and where the formula comes from."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, gcd, prod

import pandas as pd

from core.engines.windows import receptive_field
from core.engines.windows.layer import Config, Side
from core.engines.windows.receptive_field import Field
from core.engines.windows.sliding import reaching_into_padding

BYTES = 4
GUIDE = "Dumoulin and Visin 2016"
FIELDS = "Araujo, Norris and Sim 2019"
COLUMNS = ["quantity", "formula", "source", "ours"]
Row = tuple[str, str, str, int | float]


def table(config: Config) -> pd.DataFrame:
    """Return one row a quantity: quantity, formula (LaTeX), source, ours.

    Memory is in bytes of float32 for one picture, the share of outputs from 0 to 1, receptive
    fields in input pixels along their side.
    """
    rows = [*_counts(config), *_sizes(config), *_costs(config), *_fields(config)]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def field(config: Config, side: Side) -> Field:
    """Return what an output of the layer sees along ``side``."""
    if config.transposed:
        return receptive_field.after_transposed(Field(), side.k, side.s, side.p, side.d)
    return receptive_field.after_window(Field(), side.k, side.s, side.p, side.d)


def _counts(config: Config) -> Iterator[Row]:
    if config.pools:
        yield "parameters", r"\text{a pooling has nothing to learn} = 0", "torch.nn", 0
        return
    ours = config.weights
    biases = config.out_channels if config.bias else 0
    kernel = times(*(side.k for side in config.sides))
    shared = rf"\frac{{{config.in_channels}}}{{{config.groups}}}"
    yield (
        "weights",
        rf"{config.out_channels} \times {shared} \times {kernel} = {ours}",
        "one filter for each output channel, over in_channels / groups",
        ours,
    )
    yield (
        "biases",
        rf"\text{{out\_channels}} = {biases}" if config.bias else r"\text{no bias} = 0",
        "one for each output channel",
        biases,
    )
    yield "parameters", f"{ours} + {biases} = {ours + biases}", "weights and biases", ours + biases


def _sizes(config: Config) -> Iterator[Row]:
    for side in config.sides:
        yield f"output {side.name}", *_size(config, side), side.o
    name = "in" if config.pools else "out"
    yield (
        "output channels",
        rf"\text{{{name}\_channels}} = {config.channels}",
        "torch.nn",
        config.channels,
    )


def _size(config: Config, side: Side) -> tuple[str, str]:
    """Return the formula of an output's side, and the relation it is."""
    if config.transposed:
        return (
            rf"({side.i} - 1) \cdot {side.s} - 2 \cdot {side.p} + {side.d} \cdot "
            rf"({side.k} - 1) + {side.a} + 1 = {side.o}",
            f"{GUIDE}, relation 14, with dilation",
        )
    relation = "7" if config.pools else "6"
    source = f"{GUIDE}, relation {relation}" + (" and 15" if side.d > 1 else "")
    top = rf"{side.i} + {side.p} + {side.p_after} - {side.d} \cdot ({side.k} - 1) - 1"
    if not (config.pools and config.ceil_mode):
        return rf"\left\lfloor \frac{{{top}}}{{{side.s}}} \right\rfloor + 1 = {side.o}", source
    room = side.i + side.p + side.p_after - side.d * (side.k - 1) - 1
    dropped = side.o - 1 < ceil(Fraction(room, side.s))
    last = "+ 1 - 1" if dropped else "+ 1"
    note = "; no window starts in the padding after the input" if dropped else ""
    return (
        rf"\left\lceil \frac{{{top}}}{{{side.s}}} \right\rceil {last} = {side.o}",
        f"{source}, rounded up{note}",
    )


def _costs(config: Config) -> Iterator[Row]:
    if config.pools:
        yield "multiply-accumulates", r"\text{no weights} = 0", "weights times positions", 0
    else:
        total = config.weights * config.positions
        yield (
            "multiply-accumulates",
            rf"{config.weights} \times {config.positions} = {total}",
            "every weight once at each input position"
            if config.transposed
            else "every weight once at each output position",
            total,
        )
    memory = config.channels * prod(config.output_size) * BYTES
    yield (
        "activation memory",
        rf"{config.channels} \times {times(*config.output_size)} \times {BYTES}\,\text{{B}} "
        rf"= {memory}\,\text{{B}}",
        "float32, one picture",
        memory,
    )
    if not config.transposed:
        yield _padding_share(config)


def _padding_share(config: Config) -> Row:
    """Return the share of outputs whose window holds at least one padded cell."""
    reaching = [
        reaching_into_padding(side.i, side.k, side.s, (side.p, side.p_after), side.d, side.o)
        for side in config.sides
    ]
    free = [side.o - touched for side, touched in zip(config.sides, reaching, strict=True)]
    share = 1 - Fraction(prod(free), prod(config.output_size))
    return (
        "outputs that see padding",
        rf"1 - \frac{{{times(*free)}}}{{{times(*config.output_size)}}} = {float(share):.4g}",
        "windows that hold a padded cell, over all windows",
        float(share),
    )


def _fields(config: Config) -> Iterator[Row]:
    for side in config.sides:
        seen = field(config, side)
        for name, formula, value in _field_formulae(config, side, seen):
            yield f"{name} {side.name}", f"{formula} = {float(value):.6g}", FIELDS, float(value)


def _field_formulae(config: Config, side: Side, seen: Field) -> list[tuple[str, str, Fraction]]:
    span = rf"{side.d} \cdot ({side.k} - 1)"
    if config.transposed:
        return [
            ("receptive field", _transposed_span_formula(side), seen.size),
            ("jump", rf"\frac{{1}}{{{side.s}}}", seen.jump),
            ("start", rf"\frac{{{side.p} - {span} / 2}}{{{side.s}}}", seen.start),
        ]
    return [
        ("receptive field", f"{span} + 1", seen.size),
        ("jump", r"\text{stride}", seen.jump),
        ("start", rf"\frac{{{span}}}{{2}} - {side.p}", seen.start),
    ]


def _transposed_span_formula(side: Side) -> str:
    shared = gcd(side.s, side.d)
    return (
        rf"{side.d // shared} \left\lfloor \frac{{{side.k} - 1}}{{{side.s // shared}}} "
        r"\right\rfloor + 1"
    )


def times(*numbers: int) -> str:
    """Return ``numbers`` as a LaTeX product."""
    return r" \times ".join(map(str, numbers))
