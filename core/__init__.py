"""The science of Backprop Lab: models, training and experiments, with no user interface.

__main__         The ledger on the command line: ``python -m core``
bundled          The files that ship with the lab: the recorded studies
claims           The write-up's claims as data, and what a verdict on one of them is
convolution/     Write-up 2.A: shape, parameters and cost of one layer, and kernels on pictures
data/            The bundled MNIST and the recorded tables
database         SQLite files that several threads, processes and servers have open at once
dropout/         Write-up 2.D: which dropout probability is best, what made the network good
engines/         What trains, counts or slides underneath
home/            What home shows: a network trained in two orders, and a picture for every page
initialization/  Write-up 1.A: why network B stands still, and what makes a start good
intervals        Intervals that say how far to trust a figure, and how many runs it takes to tell
ledger/          The ledger: every claim measured by its quick experiment
lessons          The guided tours: one lesson for each lab, by the lab's page
limits           Checks for configuration values, each ending in one sentence a visitor can act on
mnist            The bundled MNIST, as tensors, and its three-way split
notebook         An experiment as a Jupyter notebook that calls ``core``
padding/         Write-up 2.B: what zero padding gives and what it costs
playground       TensorFlow Playground's engine as experiments, pages and other programs use it
pooling/         Write-up 2.C: average and max pooling, worked out in exact fractions
record           Recorded tables made again: ``python -m core.record``
resumable        What a long recording has finished, and in which circumstances, to go on from
rules            Rules on intervals: what holds, what fails, what the runs cannot tell
shuffling/       Write-up 1.B: what the order of the training examples does to a ReLU network
teaching/        The machinery of lessons, votes, exercises, the glossary and the references
text             Numbers as text: read exactly from what a visitor typed, and written into sentences
workers          Work in parallel, a process a core, that gives way to what answers visitors
"""

from importlib import import_module
from types import ModuleType

FORMER = {
    "born_dead": "core.initialization.born_dead",
    "causes": "core.initialization.explanations",
    "convex": "core.shuffling.convex",
    "dead_runs": "core.dropout.dead.runs",
    "descent": "core.engines.descent.networks",
    "dropout_epochs": "core.dropout.epochs",
    "dropout_inside": "core.dropout.inside",
    "dropout_luck": "core.dropout.luck",
    "dropout_selection": "core.dropout.selection",
    "dying": "core.dropout.dead.one_run",
    "final_network": "core.dropout.final.network",
    "interventions": "core.shuffling.remedies",
    "kernels": "core.convolution.kernels",
    "known_networks": "core.engines.networks.known",
    "mixing": "core.shuffling.block_length",
    "one_cell": "core.convolution.one_cell",
    "padding_benefit": "core.padding.benefit",
    "padding_cost": "core.padding.cost",
    "padding_coverage": "core.padding.coverage",
    "padding_position": "core.padding.position",
    "padding_sizes": "core.padding.sizes",
    "pooling_census": "core.pooling.census",
    "pooling_digits": "core.pooling.digits",
    "pooling_gradients": "core.pooling.gradients",
    "pooling_one_digit": "core.pooling.one_digit",
    "pooling_operators": "core.pooling.operators",
    "pooling_shift": "core.pooling.shift",
    "pooling_worked": "core.pooling.worked_matrix",
    "recorded_sweep": "core.dropout.recorded_sweep",
    "regimes": "core.shuffling.claim_map",
    "schemes": "core.initialization.schemes",
    "shape_explorer": "core.convolution.shape_explorer",
    "signal_propagation": "core.initialization.signal_propagation",
    "sliding": "core.engines.windows.sliding",
    "sweep": "core.dropout.sweep",
    "twins": "core.initialization.two_networks",
    "window_layer": "core.engines.windows.layer",
}
"""What notebooks of November 2026 and before call a module, and the module that it is now."""


def __getattr__(name: str) -> ModuleType:
    """Return a module by its former name."""
    if name in FORMER:
        return import_module(FORMER[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
