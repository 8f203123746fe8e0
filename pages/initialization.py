"""Write-up 1.A: two Playground networks, why one stands still, and what makes a start good."""

from functools import partial

from pages.labs.initialization import backward, explanations, schemes, two_networks
from pages.shared.page import exercises, frame
from pages.shared.page.frame import Tab

TABS = {
    "A against B": Tab(
        "Two networks of one shape see the same kind of data. Why does one learn and its twin "
        "stand still?",
        "press Play, then choose *sigmoid*: the same twin sets off, late.",
        two_networks.show,
    ),
    "Why": Tab(
        "What holds network B back?",
        "press Play, then give B something else instead: which one thing is enough?",
        explanations.show,
        once={"What causes it": {}},
    ),
    "Backward": Tab(
        "Where does the gradient stop?",
        "press Play and watch B, then choose *sigmoid* and press *Update* three times.",
        backward.show,
    ),
    "Scale": Tab(
        "How large should the first weights be?",
        "press Play, and see who stays, who learns and who explodes as one start is turned up.",
        schemes.show,
        once={"Schemes and scale": {"scheme_further": schemes.COMPARED}},
    ),
    "Exercises": Tab(
        "Can you say beforehand what a start will do?",
        "answer, then look at what the networks did.",
        partial(exercises.show, "initialization"),
    ),
}
MORE = {
    "Deep stacks": Tab(
        "Does a signal survive twenty layers, before any training?",
        "press Play, and look for the sizes at which signal and gradient both come through.",
        frame.later("initialization.deep_stacks"),
    ),
}

frame.lab("initialization", TABS, MORE, key="start")
