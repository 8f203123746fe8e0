"""Write-up 2.B: what zero padding gives and what it costs, each half measured by an experiment.

benefit     Does padding help a network that has to read the border?
cost        How wrong the response is near a border, by what lies beyond it
coverage    How much each pixel is used, and how much of what an output sees is padding
digits      MNIST digits in their 20 × 20 boxes, put anywhere on a black canvas of 40 × 40 pixels
position    A padded network's features tell where in the picture they are
responses   Responses near a border, true ones and those of five paddings
sizes       How the size of a picture changes layer by layer, with padding and without
textures    Grey pictures that look like photographs to a convolution, drawn from a seed
training    Two small networks that differ in the padding of their convolutions and in nothing else
zero_scale  Which grey has the value 0, and so which grey zero padding invents around a picture
"""

from dataclasses import dataclass, fields

from core.claims import Report, Verdict, ignore
from core.limits import quoted
from core.padding import benefit as padding_benefit
from core.padding import cost as padding_cost
from core.padding import coverage as padding_coverage
from core.padding import sizes as padding_sizes

VERSION = 2


@dataclass(frozen=True)
class Config:
    """The configurations of the four experiments that 2.B is judged by.

    Raises ``ValueError`` for another experiment's configuration, or none.
    """

    sizes: padding_sizes.Config = padding_sizes.Config()
    coverage: padding_coverage.Config = padding_coverage.Config()
    benefit: padding_benefit.Config = padding_benefit.Config()
    cost: padding_cost.Config = padding_cost.Config()

    def __post_init__(self) -> None:
        """Check that each experiment has a configuration of its own kind."""
        for field in fields(self):
            value, wanted = getattr(self, field.name), type(field.default)
            if not isinstance(value, wanted):
                raise ValueError(
                    f"{field.name} is {quoted(value)}, but must be one of {wanted.__module__}'s "
                    "configurations."
                )


QUICK = {"2.B": Config()}


@dataclass(frozen=True)
class Result:
    """What each of the four experiments measured."""

    config: Config
    sizes: padding_sizes.Result
    coverage: padding_coverage.Result
    benefit: padding_benefit.Result
    cost: padding_cost.Result


def run(config: Config, report: Report = ignore) -> Result:
    """Run the four experiments, the one that trains networks last."""
    sizes = padding_sizes.run(config.sizes)
    coverage = padding_coverage.run(config.coverage)
    cost = padding_cost.run(config.cost, lambda done, message: report(0.2 * done, message))
    benefit = padding_benefit.run(
        config.benefit, lambda done, message: report(0.2 + 0.8 * done, message)
    )
    return Result(config, sizes, coverage, benefit, cost)


def verdicts(result: Result) -> list[Verdict]:
    """Judge 2.B: size kept, border used, less without, learned; distorted, less reliable."""
    return [
        Verdict(
            "2.B",
            (
                padding_sizes.kept(result.sizes),
                padding_coverage.used(result.coverage),
                padding_coverage.used_less(result.coverage),
                padding_benefit.benefit(result.benefit),
                padding_cost.distortion(result.cost),
                padding_benefit.reliability(result.benefit),
            ),
        )
    ]
