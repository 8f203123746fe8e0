"""Write-up 2.A: shape, parameters and cost of one layer, by formula and in torch's own module.

exercises       The exercises of the convolution lab, answered by its arithmetic
formulae        Every quantity of one layer with its formula filled in
kernels         Kernels laid on a picture: known, drawn, or learned by a network
lesson          The lesson on convolution and padding: counting first, then what a border costs
one_cell        One output cell of a convolution, product by product
pictures        Grey pictures to look at through a kernel: made up, a digit, a visitor's own
shape_explorer  One side of a layer, over many inputs and settings: which keep the size
torch_layer     A layer built by torch on its meta device: shapes and counts without a single number
"""

from dataclasses import dataclass

import pandas as pd

from core.claims import CLAIMS, Finding, Report, Verdict, exactly, ignore
from core.convolution import formulae, torch_layer
from core.engines.windows.layer import Config, multiply_accumulates, parameters, weights
from core.engines.windows.sliding import output_size, transposed_output_size

__all__ = [
    "Config",
    "multiply_accumulates",
    "output_size",
    "parameters",
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
    layer = formulae.table(config)
    theirs = torch_layer.measure(config)
    layer["torch"] = pd.Series([theirs.get(name) for name in layer["quantity"]], dtype=object)
    return Result(config, layer)


def verdicts(result: Result) -> list[Verdict]:
    """Judge 2.A.i and 2.A.ii by equality; not tested for another layer than the write-up's."""
    if result.config != Config():
        return [Verdict("2.A.i", ()), Verdict("2.A.ii", ())]
    layer = result.layer.set_index("quantity")
    return [
        Verdict(
            claim_id,
            tuple(
                Finding(
                    part,
                    "Equal by formula and in torch's own module.",
                    exactly(layer.loc[part, "ours"] == layer.loc[part, "torch"] == figure),
                    float(layer.loc[part, "torch"]),
                    1,
                    f"torch's layer has {part} {layer.loc[part, 'torch']:,}, the formula gives "
                    f"{layer.loc[part, 'ours']:,}, reported {figure:,}.",
                    figure,
                    since="2026-11-24",
                )
                for part, figure in CLAIMS[claim_id].reported.items()
            ),
        )
        for claim_id in ("2.A.i", "2.A.ii")
    ]
