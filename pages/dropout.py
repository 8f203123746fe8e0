"""Write-up 2.D: a dropout sweep that tells signal from luck, and a better network."""

from functools import partial

from core.dropout import learning_rates, recorded_sweep
from pages.labs.dropout import effects as dropout_effects
from pages.labs.dropout import luck as dropout_luck
from pages.labs.dropout import masks as dropout_masks
from pages.labs.dropout import sweep
from pages.shared.page import controls, exercises, frame
from pages.shared.page.frame import Tab

KILLS = "What kills a run?"


def dead() -> None:
    """Show the dead run, its grid held against the sweep's whole epoch."""
    from pages.labs.dropout import dead as dropout_dead  # with torch, which takes its time

    dropout_dead.show(recorded_sweep.one_epoch())


def lost_digits() -> None:
    """Show the lost digits and, where it is asked for, the dead run."""
    from pages.labs.dropout import lost_digits as dropout_lost_digits

    ask = partial(controls.Panel("lost further").further, "Go on asking", "lost_further")
    dropout_lost_digits.show(partial(ask, {KILLS: dead}))


def effects() -> None:
    """Show the factorial of the recorded sweep, at either learning rate."""
    dropout_effects.show(learning_rates.recorded(), f"{recorded_sweep.STUDY.origin()}.")


def inside() -> None:
    """Show the inside of a network, and the gaps of the ten epochs."""
    from pages.labs.dropout import inside as dropout_inside

    dropout_inside.show(recorded_sweep.ten_epochs(), f"{recorded_sweep.STUDY.origin()}.")


TABS = {
    "What dropout does": Tab(
        "Half of the units go dark at random. How can such a network still read a digit?",
        "press play; then look at the mean of 1, 10 and 100 masks.",
        dropout_masks.show,
    ),
    "Sweep": Tab(
        "Ten dropout probabilities, one epoch each: is the winner better, or lucky?",
        "guess which p wins: that starts your own sweep.",
        sweep.show,
        ("sweep_",),
    ),
    "Lost digits": Tab(
        "0.1009, 0.6937, 0.7846, 0.8720: are these networks that never say some of the digits?",
        "put a ReLU after the last layer, and see where its runs land.",
        lost_digits,
        once={"The dead run": {"lost_further": KILLS}},
    ),
    "Luck": Tab(
        "Train all ten networks again: does the same dropout win?",
        "guess which p wins, and train again; then take more runs of each p.",
        dropout_luck.show,
        once={
            "Selection": {"luck_further": dropout_luck.GOOD},
            "One epoch or ten": {"luck_further": dropout_luck.TELLS},
        },
    ),
    "Draw a digit": Tab(
        "Two small networks read nearly every test digit. Do they read yours?",
        "draw a digit, badly.",
        frame.later("dropout.final"),
        once={"The final network": {}},
    ),
    "Exercises": Tab(
        "Can you tell signal from luck?",
        "answer, then see what the record says.",
        partial(exercises.show, "dropout"),
    ),
}
MORE = {
    "What made it work": Tab(
        "Batch normalisation, dropout, small kernels: which of them made the network good?",
        "give every network a learning rate of its own, and see which bars move.",
        effects,
    ),
    "Inside": Tab(
        "What does a network with dropout look for, and how much of it is silent?",
        "choose another digit, and compare its maps.",
        inside,
    ),
}

frame.lab("dropout", TABS, MORE)
