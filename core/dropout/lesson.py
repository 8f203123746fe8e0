"""The lesson on dropout: what it does; is the winner of a sweep better, or lucky?"""

from bisect import bisect

import numpy as np
import pandas as pd

from core import dropout
from core.claims import CLAIMS, Interval
from core.dropout import effects, masks, recorded_sweep, sweep
from core.dropout.effects import FACTORS
from core.dropout.lesson_runs import DEAD, FACTORIAL, JUDGED, LUCK, MASKED, SELECTION, SWEEP, Dead
from core.dropout.luck import Luck
from core.dropout.selection import CANDIDATES, TEST, Selection
from core.teaching.lesson import Lesson, Ranges, Step, find
from core.text import points, share

AT = "p = 0.2"
REPORTED = CLAIMS["2.D.i"].reported[AT]
NEAR = 0.2
MASKS = Ranges((2, 10, 100), "{:g}")
CHANCE, MOST = 0.12, 0.5
RATES = (0.15, 0.45, 0.55)
WINS = Ranges((0.1, 0.3, 0.6))
NEEDED = Ranges((5, 20, 100), "{:g}")
OVERRATED = Ranges((0.0005, 0.002, 0.01), "{:.2%}")
FACTORIAL_SEEDS = recorded_sweep.FACTORIAL.seeds
EPOCH_SEEDS = recorded_sweep.ONE_EPOCH.seeds
NONE = "none of them"
INGREDIENTS = (*FACTORS, NONE)


def distances(result: masks.Result) -> pd.Series:
    """Return how far the mean over so many masks is from the whole network, at the first layer."""
    rows = result.distances[result.distances["layer"] == masks.FIRST]
    return rows.set_index("masks")["distance"]


def enough(result: masks.Result) -> int:
    """Return from how many masks on the mean stays as ``NEAR`` to the whole network."""
    away = distances(result)
    return int(away.index[away > NEAR].max()) + 1


def _enough_said(result: masks.Result) -> str:
    away, masks_ = distances(result), result.config.masks
    return (
        f"From {enough(result)} masks on it stays within {share(NEAR)}. One mask is "
        f"{share(away[1])} away, ten are {share(away[10])}, {masks_} are {share(away[masks_])}."
    )


def leader(result: sweep.Result) -> pd.Series:
    """Return the row of ``core.dropout.summary`` with the highest mean."""
    table = dropout.summary(result)
    return table.loc[table["mean"].idxmax()]


def _best_said(result: sweep.Result) -> str:
    table, best = dropout.summary(result).set_index("p"), leader(result)
    return (
        f"p = {best['p']} has the highest mean, {share(best['mean'], 1)}. The write-up's best, "
        f"p = {JUDGED.first}, has {share(table.loc[JUDGED.first, 'mean'], 1)}."
    )


def at_chance(result: Dead) -> pd.DataFrame:
    """Return the runs that end near chance, with how many digits they name."""
    runs = result.grid.runs
    return runs[(runs["accuracy"] < CHANCE) & (runs["classes"] > 0)]


def _one_digit(result: Dead) -> int:
    return int((at_chance(result)["classes"] == 1).mean() > MOST)


def _one_digit_said(result: Dead) -> str:
    runs = at_chance(result)
    dead = int((runs["classes"] == 1).sum())
    figure = result.figure.why.split(". ")[0]
    return (
        f"Of {len(runs)} recorded runs below {share(CHANCE)} accuracy {dead} give every image one "
        f"digit. {figure}."
    )


def wins(result: Luck) -> pd.Series:
    """Return the share of seeds with which each p is best."""
    return result.winners[result.winners["seeds"] == 1].set_index("p")["wins"]


def _lucky_said(result: Luck) -> str:
    won = wins(result)
    return (
        f"p = {JUDGED.first} is best with {share(won[JUDGED.first])} of {result.separation.n} "
        f"seeds. {(won > 0).sum()} different p win with one seed or another."
    )


def needed(result: Luck) -> float:
    """Return how many seeds tell the two p apart; infinite where too many are needed."""
    return result.separation.seeds or np.inf


def _needed_said(result: Luck) -> str:
    apart = result.separation
    return (
        f"p = {JUDGED.first} less p = {JUDGED.second} is {points(apart.difference)}: "
        f"{needed(result):,.0f} seeds find it with a chance of {share(JUDGED.power)}."
    )


def overrated(result: Selection, candidates: int = CANDIDATES[-1]) -> pd.Series:
    """Return the row of the best of so many candidates, chosen on the test set."""
    return result.optimism.set_index(["scheme", "candidates"]).loc[TEST, candidates]


def _overrated_said(result: Selection) -> str:
    few, many = CANDIDATES[1], CANDIDATES[-1]
    one, row = overrated(result, few), overrated(result, many)
    return (
        f"By {share(row['reported'], 2)} (±\u00a0{share(row['reported_error'], 2)}) for the best "
        f"of {many:,}, and by {share(one['reported'], 2)} for the best of {few}."
    )


def main_effects(result: sweep.Result) -> pd.DataFrame:
    """Return the three main effects on validation accuracy after the last epoch."""
    table = effects.seeds(result, "validation accuracy", result.config.epochs)
    found = effects.effects(table)
    return found[found["factors"] == 1].set_index("effect")


def _ingredient(result: sweep.Result) -> int:
    found = main_effects(result)
    clear = found[found["low"] > 0]
    if clear.empty:
        return find(INGREDIENTS, NONE)
    return find(INGREDIENTS, str(clear["estimate"].idxmax()))


def _ingredient_said(result: sweep.Result) -> str:
    rows = main_effects(result).itertuples()
    said = "; ".join(
        f"{row.Index}: {points(Interval(row.estimate, row.low, row.high))}" for row in rows
    )
    return f"{said[0].upper()}{said[1:]}."


LESSON = Lesson(
    "dropout",
    "Dropout sweep",
    (
        Step(
            "masks",
            "Half of the units go dark at random, the others count double. The mean of how many "
            f"such masks is within {share(NEAR)} of the whole network?",
            MASKS.choices,
            MASKED,
            MASKS.of(enough),
            _enough_said,
            "In the mean over masks a unit is what it is in the whole network. What is left of "
            "luck falls with the root of their number: four times the masks, half the distance. "
            "At test time nobody averages: nothing is dropped at all.",
            r"\frac{\lVert \overline{\tilde a} - a \rVert}{\lVert a \rVert} \approx "
            r"\sqrt{\frac{p}{(1-p)\, n}}",
            "N. Srivastava et al., JMLR 15, 2014.",
            "Play it, then choose the mean and jump to 1, 10 and 100 masks. Ask what happens if "
            "nobody doubles what is left: the switch is called “Forget to scale”.",
            7,
            {"lab": "What dropout does"},
        ),
        Step(
            "best",
            "Ten networks, ten dropout probabilities p, one epoch each. The write-up finds p = "
            f"{JUDGED.first} best. Train each from {EPOCH_SEEDS} seeds: which p has the best mean?",
            ("0.0 or 0.1", "0.2, 0.3 or 0.4", "0.5", "0.6 or more"),
            SWEEP,
            lambda result: bisect(RATES, float(leader(result)["p"])),
            _best_said,
            "Dropout hides each number with probability p while training. It guards against "
            "overfitting, which one epoch hardly begins, so that a large p mostly slows learning.",
            r"\tilde{x} = \frac{m \odot x}{1-p},\qquad m_i \sim \text{Bernoulli}(1-p)",
            "N. Srivastava et al., JMLR 15, 2014.",
            "Show that every dot is a whole training run. The crosses are the next question.",
            8,
            {"lab": "Sweep"},
        ),
        Step(
            "dead",
            f"At {AT} the write-up reports an accuracy of {REPORTED}. What does a network do that "
            "scores so?",
            ("It guesses a digit at random", "It gives every image one digit"),
            DEAD,
            _one_digit,
            _one_digit_said,
            "At a large learning rate one bad step can kill the ReLU units for good. The output "
            "is then the same for every image, and the commonest digit is the best it can say.",
            r"\text{accuracy} = \frac{n_\text{digit}}{n} \approx \frac{1}{10}",
            "L. Lu et al., 2020, on dying ReLU; the count is of MNIST's own test labels.",
            "Ask what the class would do with such a figure in a table: leave it out, repeat it, "
            "or report it as it is?",
            7,
            {"lab": "Lost digits", "lost_further": "What kills a run?"},
        ),
        Step(
            "luck",
            f"Train all ten again from another seed. How often is p = {JUDGED.first} the best?",
            WINS.choices,
            LUCK,
            WINS.of(lambda result: wins(result)[JUDGED.first]),
            _lucky_said,
            "A seed sets the first weights and the order of the images. With one run of each p, "
            "the winner is the best of ten lots as much as the best p. All seeds share one split "
            "of the images: other images would add luck of their own.",
            r"\hat{p} = \arg\max_p \big( \mu_p + \varepsilon_p \big)",
            "X. Bouthillier et al., Accounting for Variance in ML Benchmarks, MLSys 2021.",
            "One seed is what the write-up had. Ask how they would report it honestly.",
            7,
            {"lab": "Luck", "luck_further": "Is 0.5 really best?"},
        ),
        Step(
            "seeds",
            f"How many seeds tell p = {JUDGED.first} from p = {JUDGED.second}, with a chance of "
            f"{share(JUDGED.power)}?",
            NEEDED.choices,
            LUCK,
            NEEDED.of(needed),
            _needed_said,
            "The t statistic grows with the square root of the number of seeds. The smaller the "
            "difference against its spread, the more of them it takes.",
            r"t = \frac{\bar d}{s_d / \sqrt n}",
            "J. Cohen, Statistical Power Analysis, 1988, chapter 2.",
            "Go back to the chart: a difference half as large needs four times as many seeds.",
            7,
            {"lab": "Luck", "luck_further": "Is 0.5 really best?"},
        ),
        Step(
            "selection",
            f"Choose the best of {CANDIDATES[-1]:,} models by their accuracy on the test set. By "
            "how much does that set overrate the winner?",
            OVERRATED.choices,
            SELECTION,
            OVERRATED.of(lambda result: overrated(result)["reported"]),
            _overrated_said,
            "The best of many estimates is best in part because its error is large. A set that "
            "had no part in the choice does not share that error.",
            r"\mathbb{E}\big[\max_{i \le k} X_i\big] = \mu + \sigma \sqrt{1-\rho}\; m_k",
            "H. David and H. Nagaraja, Order Statistics, 2003; G. Cawley and N. Talbot, JMLR 11, "
            "2010.",
            "The cure is a validation set. Point out how little it is here, and that it grows "
            "where the images are fewer.",
            7,
            {"lab": "Luck", "luck_further": "Is the best as good as it looks?"},
        ),
        Step(
            "ingredient",
            f"Three ingredients, each with and without the others, {FACTORIAL_SEEDS} seeds. Which "
            "adds most to the accuracy, with a 95 % interval above 0?",
            INGREDIENTS,
            FACTORIAL,
            _ingredient,
            _ingredient_said,
            "All eight combinations are trained, and an effect is the mean with an ingredient less "
            "the mean without. Where its 95 % interval holds 0, luck is enough to explain it; "
            "where it does not, luck is unlikely, but not ruled out.",
            r"E_A = \tfrac14 \sum_{i=1}^{8} a_i\, y_i,\qquad a_i = \pm 1",
            "R. Fisher, The Design of Experiments, 1935; S. Ioffe and C. Szegedy, ICML 2015.",
            "Dead runs count like any other and make the bars wide. The lab can leave their seeds "
            "out: do it, and ask what that changes.",
            7,
            {"lab": "What made it work"},
        ),
    ),
)
