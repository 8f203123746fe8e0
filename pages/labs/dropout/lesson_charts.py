"""What shows the answers of the lesson on dropout."""

from collections.abc import Callable
from typing import Any

from core.dropout import effects as dropout_effects
from core.dropout import masked_network as recorded_network
from core.dropout import masks, sweep
from core.dropout.dead import findings as dead_findings
from core.dropout.lesson import distances
from core.dropout.lesson_runs import Dead
from core.text import share
from pages.labs.dropout import best, effects, masked_network, selection
from pages.labs.dropout import dead as dropout_dead
from pages.labs.dropout import masks as dropout_masks
from pages.labs.dropout import sweep as dropout_sweep
from pages.shared import charts
from pages.shared.page import prose


def masked(result: masks.Result) -> None:
    """Show the network whose units go dark, mask by mask and in the mean."""
    data = dropout_masks.packed(recorded_network.VERSION)
    masked_network.show(data=data, key="lesson_stage")
    prose.under(
        "The masked network",
        "Press Play: dark units are dropped. Then show the mean of the masks, and jump to the "
        "first 1, 10 and 100. "
        f"One mask is {share(distances(result)[1])} away from the whole network, the mean of "
        f"{result.config.masks} is {share(distances(result)[result.config.masks])} away.",
    )


def swept(result: sweep.Result) -> None:
    """Draw the recorded sweep beside the write-up's ten figures."""
    dropout_sweep.sweep_chart({"recorded": result})


def dead(result: Dead) -> None:
    """Draw the share of dead runs over learning rate and dropout."""
    charts.show(
        dropout_dead.heat_map(dead_findings.summary(result.grid)),
        "Dead runs by learning rate and dropout",
        "How many runs give every validation image one digit.",
    )


def ingredients(result: sweep.Result) -> None:
    """Draw the effect of every ingredient and of every pair on validation accuracy."""
    measure = "validation accuracy"
    found = dropout_effects.effects(dropout_effects.seeds(result, measure, result.config.epochs))
    charts.show(
        effects.forest(found[found["factors"] == 1], measure),
        "What each ingredient adds to the accuracy",
        "Three intervals, not corrected for their number: were all three effects 0, a bar would "
        "miss 0 by luck in about one picture of seven.",
    )


CHARTS: dict[str, Callable[[Any], None]] = {
    "masks": masked,
    "best": swept,
    "dead": dead,
    "luck": best.winners,
    "seeds": best.power,
    "selection": selection.reported,
    "ingredient": ingredients,
}
