"""Write-up 2.A: shape, parameters and cost of one layer, by formula and in torch's own module.

exercises       The exercises of the convolution lab, answered by its arithmetic
formulae        Every quantity of one layer with its formula filled in
kernels         Kernels laid on a picture: known, drawn, or learned by a network
layer_code      One layer as PyTorch code, written and read
lesson          The lesson on convolution and padding: counting first, then what a border costs
one_cell        One output cell of a convolution, product by product
pictures        Grey pictures to look at through a kernel: made up, a digit, a visitor's own
shape_explorer  One side of a layer, over many inputs and settings: which keep the size
torch_layer     A layer built by torch on its meta device: shapes and counts without a single number
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from core.claims import CLAIMS, Finding, Report, Verdict, exactly, ignore
from core.convolution import formulae, torch_layer
from core.engines.windows.layer import Config, multiply_accumulates, parameters, weights
from core.engines.windows.sliding import output_size, transposed_output_size

__all__ = [
    "VERSION",
    "Config",
    "multiply_accumulates",
    "output_size",
    "parameters",
    "run",
    "transposed_output_size",
    "weights",
]

VERSION = 2
QUICK = {"2.A.i": Config(), "2.A.ii": Config()}


@dataclass(frozen=True)
class Result:
    """layer: one row a quantity, and one a side where the quantity has sides.

    Columns: quantity, formula (LaTeX, filled in), source, ours, and torch: what torch's own module
    gives, empty where it has no such figure or the layer is too large for it.
    """

    config: Config
    layer: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Work the layer out by formula and hold it against torch's own module."""
    return by_formula(config, torch_layer.measure(config))


def by_formula(config: Config, theirs: Mapping[str, int] = {}) -> Result:
    """Work the layer out by formula alone, without loading torch, beside what is ``theirs``."""
    layer = formulae.table(config)
    layer["torch"] = pd.Series([theirs.get(name) for name in layer["quantity"]], dtype=object)
    return Result(config, layer)


def verdicts(result: Result) -> list[Verdict]:
    """Judge 2.A.i and 2.A.ii by equality; not tested for another layer than the write-up's."""
    if result.config != Config():
        return [Verdict("2.A.i", ()), Verdict("2.A.ii", ())]
    return [
        Verdict(
            claim_id,
            tuple(_equal(result, *one) for one in CLAIMS[claim_id].reported.items()),
        )
        for claim_id in ("2.A.i", "2.A.ii")
    ]


def _equal(result: Result, part: str, figure: float) -> Finding:
    layer = result.layer.set_index("quantity")
    ours, theirs = layer.loc[part, "ours"], layer.loc[part, "torch"]
    right = ours == theirs == figure
    agrees = ", as reported; torch's own layer agrees."
    differs = f"; torch's own layer gives {theirs:,}, the write-up {figure:,}."
    return Finding(
        part,
        "Equal by formula and in torch's own module.",
        exactly(right),
        float(theirs),
        1,
        f"{_counted(result)[part]}{agrees if right else differs}",
        figure,
        since="2026-11-24",
    )


def _counted(result: Result) -> dict[str, str]:
    """Return how the formula comes to each figure of the claims, in words."""
    config, found = result.config, result.layer.set_index("quantity")["ours"]
    window = " × ".join(str(side.k) for side in config.sides)
    places = {
        f"output {side.name}": f"A window of {side.k} pixels has {side.o} places along the "
        f"picture's {side.name} of {side.i}"
        for side in config.sides
    }
    return places | {
        "output channels": f"Each of {config.out_channels} filters makes one channel, "
        f"{found['output channels']} in all",
        "weights": f"{config.out_channels} filters, each with {window} weights for each of "
        f"{config.in_channels} channels, have {found['weights']:,} weights",
        "biases": f"One bias for each of {config.out_channels} filters makes {found['biases']:,}",
        "parameters": f"{found['weights']:,} weights and {found['biases']:,} biases make "
        f"{found['parameters']:,} parameters",
    }
