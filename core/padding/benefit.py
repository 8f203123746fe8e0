"""Write-up 2.B, the benefit: does padding help a network that has to read the border?

Two networks that differ in nothing but the padding of their convolutions learn the same digits, at
the same places, from the same starting weights; then the digits move towards the border.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
from joblib import delayed

from core import mnist
from core.bundled import Study
from core.claims import Finding, Interval, Report, ignore
from core.intervals import mean_table
from core.limits import Checked, choice, whole
from core.padding.digits import SHIFTS, boxed, shifted
from core.padding.training import ANYWHERE, NETWORKS, TRAINING, accuracy, learn, network
from core.padding.zero_scale import MEAN_IS_ZERO, ZERO_MEANS
from core.rules import above, exceeding, judge_mean, together
from core.text import points, share
from core.workers import counted, in_processes

VERSION = 1
SPLIT_SEED = 0
NEGLIGIBLE_ACCURACY = 0.01
MOST_WORK = 600_000
STUDY = Study("padding_benefit", "padding_benefit.csv is")
LOSSES = "_losses.csv"


@dataclass(frozen=True)
class Config(Checked):
    """Train a padded and an unpadded network from each seed (0, 1, …), then move the digits.

    ``training`` says where the digits of the training lie; ``zero_means`` which grey has the value
    0, so which grey the padding invents. Every seed draws its own ``images`` training images and
    ``tested`` validation images. Raises ``ValueError`` for a value out of range, and for more work
    than about two minutes on two cores.
    """

    training: str = choice(ANYWHERE, "Digits trained", TRAINING)
    zero_means: str = choice(MEAN_IS_ZERO, "Zero is", ZERO_MEANS)
    seeds: int = whole(5, "Seeds", 2, 20)
    images: int = whole(4_000, "Training images", 100, 20_000)
    epochs: int = whole(3, "Epochs", 1, 10)
    tested: int = whole(1_000, "Images tested", 50, mnist.VALIDATION)

    def __post_init__(self) -> None:
        """Check every field."""
        super().__post_init__()
        work = self.seeds * self.images * self.epochs
        if work > MOST_WORK:
            raise ValueError(
                f"Seeds × training images × epochs is {work:,}, but must be at most {MOST_WORK:,}: "
                "that takes minutes already."
            )


@dataclass(frozen=True)
class Result:
    """What was measured.

    accuracies: seed, network (padded, unpadded), shift (pixels from the middle towards a side or a
    corner; at 10 the digit's box touches the border), accuracy (of validation images). losses:
    seed, network, epoch, loss (mean cross-entropy of the training images along the epoch).
    """

    config: Config
    accuracies: pd.DataFrame
    losses: pd.DataFrame


def run(config: Config, report: Report = ignore) -> Result:
    """Train both networks from every seed, a process a core, and test them at every shift."""
    report(0.0, "Loading digits")
    tasks = [(name, seed) for seed in range(config.seeds) for name in NETWORKS]
    trained = counted(_trained(config, tasks), len(tasks), report)
    order = ["seed", "network"]
    accuracies, losses = (pd.concat(frames) for frames in zip(*trained, strict=True))
    return Result(
        config,
        accuracies.sort_values([*order, "shift"], ignore_index=True),
        losses.sort_values([*order, "epoch"], ignore_index=True),
    )


def recorded() -> Result:
    """Return the recorded result of the setting that the experiment starts with.

    Raises ``DamagedData`` when a file is missing or damaged.
    """
    accuracies = STUDY.table(["seed", "network", "shift", "accuracy"])
    losses = STUDY.table(["seed", "network", "epoch", "loss"], LOSSES)
    return Result(Config(), accuracies, losses)


def seconds(config: Config) -> float:
    """Return about how many seconds ``run`` takes on two idle cores, the first time in a process.

    A pair of networks takes 0.2 ms for each image of each epoch, a network a core.
    """
    return 8 + 2e-4 * config.seeds * config.images * config.epochs


def differences(result: Result) -> pd.DataFrame:
    """Return padded − unpadded accuracy at each shift, paired by seed.

    Columns: shift, n, difference with its 95 % interval (low, high).
    """
    table = _by_network(result)
    by_shift = (table["padded"] - table["unpadded"]).groupby("shift")
    return mean_table(["shift"], by_shift, "difference")


def summary(result: Result) -> pd.DataFrame:
    """Return accuracy over seeds: network, shift, n, mean with its 95 % interval (low, high)."""
    by = ["network", "shift"]
    return mean_table(by, result.accuracies.groupby(by)["accuracy"])


def benefit(result: Result) -> Finding:
    """Judge whether padding lets a network learn what lies at the border."""
    table = _by_network(result)
    difference = table["padded"] - table["unpadded"]
    border, middle = (difference.xs(shift, level="shift") for shift in (SHIFTS[-1], SHIFTS[0]))
    gain = judge_mean(border, exceeding(NEGLIGIBLE_ACCURACY))
    more = judge_mean(border - middle, above(0))
    found = together(gain, more)
    without = table["unpadded"].xs(SHIFTS[-1], level="shift").mean()
    return found.finding(
        "accuracy gained by padding for digits at the border",
        f"Padded − unpadded at a shift of {SHIFTS[-1]} px, paired over seeds (Student's t): the "
        f"95 % interval lies above 0 and the mean above {NEGLIGIBLE_ACCURACY}; and the interval of "
        "what is gained there beyond what is gained in the middle lies above 0.",
        len(border),
        f"At the border padding gains {points(gain.found)} of accuracy, {points(more.found)} more "
        f"than in the middle; without padding the networks still read {share(without, 1)} of the "
        "digits there.",
        since="2026-11-25",
    )


def reliability(result: Result) -> Finding:
    """Judge whether padding makes what is learned at the border less reliable."""
    table = _by_network(result).unstack("shift")
    padded, plain = (
        table[name][SHIFTS[0]] - table[name][SHIFTS[-1]] for name in ("padded", "unpadded")
    )
    lost = judge_mean(padded, exceeding(NEGLIGIBLE_ACCURACY))
    more = judge_mean(padded - plain, above(0))
    found = together(lost, more)
    change = Interval(-lost.found.estimate, -lost.found.high, -lost.found.low)
    return found.finding(
        "accuracy that the padded network loses at the border",
        f"Middle − shift of {SHIFTS[-1]} px, paired over seeds (Student's t): the 95 % interval of "
        f"the padded network's loss lies above 0 and its mean above {NEGLIGIBLE_ACCURACY}; and the "
        "interval of what it loses more than the unpadded network lies above 0, since the "
        "write-up blames the padding.",
        len(padded),
        "When digits move from the middle to the border, accuracy with padding changes by "
        f"{points(change)}; without padding it changes by {points(more.found)} more.",
        since="2026-11-25",
    )


def _by_network(result: Result) -> pd.DataFrame:
    return result.accuracies.pivot(index=["seed", "shift"], columns="network", values="accuracy")


def _trained(
    config: Config, tasks: list[tuple[str, int]]
) -> Generator[tuple[pd.DataFrame, pd.DataFrame], None, None]:
    """Yield accuracies and losses of each task's network as it ends."""
    splits = mnist.splits(SPLIT_SEED)

    def drawn(data: mnist.Images, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        generator = torch.Generator().manual_seed(seed)
        chosen = data.take(torch.randperm(len(data), generator=generator)[:count])
        return boxed(chosen.images[:, 0]).numpy(), chosen.labels.numpy()

    calls = (
        delayed(_train)(
            name,
            seed,
            config,
            *drawn(splits.train, config.images, seed),
            *drawn(splits.validation, config.tested, seed),
        )
        for name, seed in tasks
    )
    yield from in_processes(calls)


def _train(
    name: str,
    seed: int,
    config: Config,
    boxes: np.ndarray,
    labels: np.ndarray,
    tested_boxes: np.ndarray,
    tested_labels: np.ndarray,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Train one network and test it; the arrays may be read-only memory maps."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = network(NETWORKS[name]).to(memory_format=torch.channels_last)
    losses = list(
        learn(
            model,
            torch.tensor(boxes),
            torch.tensor(labels),
            config.epochs,
            config.training,
            config.zero_means,
            seed,
        )
    )
    held_out, wanted = torch.tensor(tested_boxes), torch.tensor(tested_labels)
    accuracies = [
        accuracy(model, shifted(held_out, shift), wanted, config.zero_means) for shift in SHIFTS
    ]
    own = {"seed": seed, "network": name}
    return (
        pd.DataFrame(own | {"shift": SHIFTS, "accuracy": accuracies}),
        pd.DataFrame(own | {"epoch": range(1, config.epochs + 1), "loss": losses}),
    )
