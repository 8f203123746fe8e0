"""Write-up 2.D.iii: what choosing on the test set makes of an accuracy, played with validation.

The real test set is touched once, for the final network only. Here every random split of the 5,000
validation images gives a set to play the test set, one to play validation, and the rest, fresh.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from core.claims import Finding, Role, exactly
from core.dropout import set_size
from core.dropout.candidates import NETWORKS, TEN, Pool, draw, pool
from core.dropout.luck import EPOCHS
from core.dropout.recorded_sweep import RULED_AFTER
from core.dropout.selection_bias import choose, equal_candidates, normal_optimism
from core.dropout.sweep import Result
from core.intervals import LEVEL
from core.limits import Checked, choice, whole
from core.rules import below, exceeding, judge_mean, judged, within
from core.text import points

VERSION = 2
SINCE = "2026-11-26"
TEST, VALIDATION, HALF = "the test set", "validation", "half of validation"
SCHEMES = (TEST, VALIDATION, HALF)
CANDIDATES = (1, TEN, 100, 1_000)
ORDERS, TURNS = 100, 10
SPLITS = ORDERS * TURNS
NEGLIGIBLE = 0.001


@dataclass(frozen=True)
class Config(Checked):
    """Choose among candidates by ``images`` of the validation images, 100 to 2,000.

    As many play the test set, half as many are half of validation, and what is left is fresh. The
    ten candidates are those of ``network`` after ``epochs`` ("one" or "ten"), of one seed. Raises
    ``ValueError`` for a value out of range.
    """

    network: str = choice("course", "Network of the ten", NETWORKS)
    epochs: str = choice("one", "Epochs of the ten", EPOCHS)
    images: int = whole(1_500, "Images", 100, 2_000)


@dataclass(frozen=True)
class Selection:
    """What the choice makes of an accuracy, in shares.

    optimism: scheme, candidates, chosen_by (accuracy of the chosen on what it was chosen by, less
    that on fresh images), reported (accuracy on the test set less that on fresh images), loss (best
    accuracy on all images less that of the chosen), and for each its half-width (``…_error``: 95 %
    interval of the mean over splits, for these models and images). theory: scheme, candidates,
    measured_means, equal_means (the optimism expected of ``chosen_by``). seeds: scheme, seed,
    chosen_by, reported, loss (means over splits, of the ten). sizes: the optimism of the ten
    against the size of the set that chose (see ``set_size.curve``).
    """

    config: Config
    pool: int
    optimism: pd.DataFrame
    theory: pd.DataFrame
    seeds: pd.DataFrame
    sizes: pd.DataFrame
    findings: tuple[Finding, ...]


def run(config: Config, one_epoch: Result, ten_epochs: Result) -> Selection:
    """Choose by every scheme in 1,000 random splits, among 1, 10, 100 and 1,000 candidates."""
    candidates = pool(config.network, EPOCHS[config.epochs], one_epoch, ten_epochs)
    drawn = {count: draw(candidates, count, SPLITS) for count in CANDIDATES}
    scores = split_accuracies(candidates.flags, config.images)
    chosen = {
        (scheme, count): choose(scores[scheme], places)
        for scheme in SCHEMES
        for count, places in drawn.items()
    }
    means = candidates.flags.mean(axis=1)
    splits = pd.concat(
        [
            outcomes(scores, scheme, means, places, drawn[count]).assign(
                scheme=scheme, candidates=count
            )
            for (scheme, count), places in chosen.items()
        ]
    )
    seeds = by_seed(scores, candidates, means)
    measured, expected = averaged(splits), theory(candidates.flags, drawn, config.images)
    return Selection(
        config,
        len(candidates.flags),
        measured,
        expected,
        seeds,
        set_size.curve(candidates.flags[candidates.tens]),
        (*findings(seeds, by_order(splits)), foretold(measured, expected)),
    )


def split_accuracies(flags: np.ndarray, images: int) -> dict[str, np.ndarray]:
    """Return accuracies (candidates, splits) on each part of 1,000 random splits of the images.

    Parts: the test set and validation (``images`` each), half of validation, and "fresh", the rest.
    Each of 100 random orders is turned by tenths, so that the parts change places and what merely
    tells easy images from hard ones averages out.
    """
    total = flags.shape[1]
    orders = np.random.default_rng(0).permuted(np.tile(np.arange(total), (ORDERS, 1)), axis=1)
    turns = [np.roll(orders, turn * total // TURNS, axis=1) for turn in range(TURNS)]
    order = np.stack(turns, axis=1).reshape(SPLITS, total)
    ends = {HALF: (0, images // 2), VALIDATION: (0, images), TEST: (images, 2 * images)}
    values = np.ascontiguousarray(flags, dtype=np.float32)
    right = {}
    for part, (start, end) in ends.items():
        mask = np.zeros((SPLITS, total), dtype=np.float32)
        np.put_along_axis(mask, order[:, start:end], 1.0, axis=1)
        right[part] = (values @ mask.T).astype(float)
    fresh = flags.sum(axis=1)[:, None] - right[VALIDATION] - right[TEST]
    scores = {part: right[part] / (end - start) for part, (start, end) in ends.items()}
    return scores | {"fresh": fresh / (total - 2 * images)}


def outcomes(
    scores: dict[str, np.ndarray],
    scheme: str,
    means: np.ndarray,
    chosen: np.ndarray,
    places: np.ndarray,
) -> pd.DataFrame:
    """Return chosen_by, reported and loss of each split's choice (see ``Selection``)."""
    here = np.arange(len(chosen))
    fresh = scores["fresh"][chosen, here]
    return pd.DataFrame(
        {
            "chosen_by": scores[scheme][chosen, here] - fresh,
            "reported": scores[TEST][chosen, here] - fresh,
            "loss": means[places].max(axis=1) - means[chosen],
        }
    )


def by_seed(scores: dict[str, np.ndarray], candidates: Pool, means: np.ndarray) -> pd.DataFrame:
    """Return the outcomes of choosing among the ten p of each seed, as means over all splits."""
    rows = []
    for scheme in SCHEMES:
        for seed, ten in enumerate(candidates.tens):
            places = np.tile(ten, (SPLITS, 1))
            chosen = choose(scores[scheme], places)
            found = outcomes(scores, scheme, means, chosen, places).mean()
            rows.append((scheme, seed, *found))
    return pd.DataFrame(rows, columns=["scheme", "seed", "chosen_by", "reported", "loss"])


def averaged(splits: pd.DataFrame) -> pd.DataFrame:
    """Return means over splits, and the half-widths of their 95 % intervals over the orders."""
    groups = by_order(splits).groupby(["scheme", "candidates"], sort=False)
    errors = groups.sem() * stats.t.ppf((1 + LEVEL) / 2, ORDERS - 1)
    return groups.mean().join(errors.add_suffix("_error")).reset_index()


def by_order(splits: pd.DataFrame) -> pd.DataFrame:
    """Return means over the turns of each random order, which are not independent."""
    keys = ["scheme", "candidates", splits.index // TURNS]
    return splits.groupby(keys, sort=False).mean().droplevel(2).reset_index()


def theory(flags: np.ndarray, drawn: dict[int, np.ndarray], images: int) -> pd.DataFrame:
    """Return the optimism expected of ``chosen_by`` (see ``Selection``) were the estimates normal.

    measured_means: with the candidates' own means and covariances. equal_means: as if all had one
    mean, with the disagreement of the pool's better half.
    """
    means = flags.mean(axis=1)
    better = flags[means >= np.median(means)]
    sizes = {TEST: images, VALIDATION: images, HALF: images // 2}
    expected = {
        size: normal_optimism(flags, list(drawn.values()), size) for size in {*sizes.values()}
    }
    rows = [
        (scheme, count, gain, equal_candidates(better, count, size))
        for scheme, size in sizes.items()
        for count, gain in zip(drawn, expected[size], strict=True)
    ]
    return pd.DataFrame(rows, columns=["scheme", "candidates", "measured_means", "equal_means"])


def findings(seeds: pd.DataFrame, orders: pd.DataFrame) -> tuple[Finding, ...]:
    """Judge what the write-up says of choosing on the test set; seeds are those of the ten."""
    reported, loss = (
        seeds.pivot(index="seed", columns="scheme", values=name) for name in ("reported", "loss")
    )
    return (
        judged(
            "choosing among the ten on the test set overrates the winner",
            "The 95 % interval over seeds of its accuracy on the test set less that on fresh "
            "images",
            exceeding(NEGLIGIBLE, ".1%"),
            reported[TEST],
            lambda found: f"It is overrated by {points(found, 3)}.",
            since=SINCE,
            changed=RULED_AFTER,
        ),
        _cures(reported[VALIDATION]),
        judged(
            "half of validation chooses as well as all of it",
            "Paired over seeds, the 95 % interval of the accuracy lost by it",
            below(NEGLIGIBLE, ".1%"),
            loss[HALF] - loss[VALIDATION],
            lambda found: f"Choosing by half of it loses {points(found, 3)}.",
            since=SINCE,
            changed=RULED_AFTER,
        ),
        _grows(orders[orders["scheme"] == TEST]),
    )


def _cures(optimism: pd.Series) -> Finding:
    found = judge_mean(optimism, within(NEGLIGIBLE))
    return found.finding(
        "a validation set is the cure",
        "Chosen on validation, the 95 % interval over seeds of the accuracy on the test set less "
        f"that on fresh images lies within ±{NEGLIGIBLE:.1%}.",
        len(optimism),
        f"The test set then overrates it by {points(found.found, 3)}.",
        since=SINCE,
        changed=RULED_AFTER,
        role=Role.CHECK,
    )


def foretold(measured: pd.DataFrame, expected: pd.DataFrame) -> Finding:
    """Judge whether the theory of normal estimates foretells the optimism of all schemes."""
    both = measured.merge(expected, on=["scheme", "candidates"])
    away = (both["chosen_by"] - both["measured_means"]).abs()
    worst = both.loc[away.idxmax()]
    return Finding(
        "the theory of normal estimates foretells the optimism",
        "For every scheme and number of candidates, the mean over splits differs from the theory "
        f"with the candidates' own means and covariances by less than {NEGLIGIBLE:.1%}.",
        exactly(away.max() < NEGLIGIBLE),
        float(away.max()),
        len(both),
        f"The largest difference is {100 * away.max():.3f} percentage points, for the "
        f"best of {worst['candidates']:,} by {worst['scheme']}; n counts comparisons.",
        since=SINCE,
        changed=RULED_AFTER,
    )


def _grows(orders: pd.DataFrame) -> Finding:
    few, many = (
        orders.loc[orders["candidates"] == count, "reported"].to_numpy()
        for count in (TEN, CANDIDATES[-1])
    )
    return judged(
        f"{CANDIDATES[-1]:,} candidates are overrated more than ten",
        "Paired over random orders of the images, the 95 % interval of the difference",
        exceeding(NEGLIGIBLE, ".1%"),
        many - few,
        lambda found: (
            f"The difference is {points(found, 3)}; n counts random orders of the same images."
        ),
        since=SINCE,
        changed=RULED_AFTER,
    )
