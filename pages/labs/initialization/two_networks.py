"""Network A against network B: replayed, looked into, and judged."""

from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import streamlit as st

from core import initialization, playground
from core.engines.seedrandom import seed_text
from core.initialization import Config, Result, rounding, two_networks
from core.initialization import recorded_networks as recorded
from pages.labs.initialization import own_networks, replay
from pages.shared import charts
from pages.shared.charts import theme, tooltip
from pages.shared.jobs import progress
from pages.shared.page import claim_card, controls, downloads, prose

STARTED = {"random": theme.A, "zero": theme.B}
TRAINED, FURTHER = "networks trained on", "your_further"
NETWORKS = ("relu", "sigmoid", "your links")
STARTS = {
    "relu": initialization.RELU,
    "sigmoid": initialization.SIGMOID_QUICK,
    "your links": replace(initialization.RELU, seeds=20),
}
MEASURES = {
    "Gradient norm": ("weight_gradient_norm", "symlog", "gradient norm of the layer's weights"),
    "Slope": ("mean_slope", "linear", "mean slope of the activation"),
    "Activation": ("mean_activation", "linear", "mean activation"),
    "Activation spread": ("activation_deviation", "linear", "standard deviation of activations"),
    "Weight spread": ("weight_deviation", "linear", "standard deviation of weights"),
    "Dead units": ("dead_share", "linear", "share of units that pass no gradient"),
    "Saturation": ("saturated_share", "linear", "share of slopes under a fifth of the largest"),
    "Symmetry": ("unit_spread", "linear", "largest difference between two units' weights"),
}


def ask() -> Config:
    """Draw the controls of the two networks and return the experiment that they describe."""
    with controls.panel("initialization") as panel:
        chosen = panel.choice(
            "Networks",
            "activation",
            NETWORKS,
            "The write-up's links with ReLU (1.A.i) or sigmoid (1.A.ii), or networks of your own.",
        )
        start = STARTS[chosen]
        own: dict[str, Any] = own_networks.ask(panel) if chosen == "your links" else {}
        key = chosen.split()[0]
        anew = "Times {}'s weights were drawn anew before".format
        counts = panel.fields(
            start,
            iterations_a=(f"{key}_a", "Passes over the data"),
            iterations_b=(f"{key}_b", "Passes over the data"),
            rebuilds_a=(f"{key}_resets", anew("A")),
            rebuilds_b=(f"{key}_resets_b", anew("B")),
        )
        with st.expander("How many runs"):
            counts |= panel.fields(
                start,
                seeds=(f"{key}_seeds", "Further seeds, each with both starts"),
                resets=(f"{key}_draws", "Draws of A's weights compared"),
            )
    return controls.checked(lambda: Config(start.activation, **own, **counts), start)


def broken(networks: dict[str, playground.Result]) -> None:
    """Say from which iteration on a network's loss is no longer a number."""
    for network, one in networks.items():
        lost = one.losses[~np.isfinite(one.losses[["train_loss", "test_loss"]]).all(axis=1)]
        if len(lost):
            st.warning(
                f"Network {network}'s loss is no longer a number from iteration "
                f"{lost['iteration'].iloc[0]:,} on: its weights have overflowed. What came before "
                "is shown.",
                icon=":material/warning:",
            )


def chaotic(networks: dict[str, rounding.Played]) -> None:
    """Say from which iteration on what is shown depends on the computer that shows it."""
    for name, one in networks.items():
        if one.decides_from is not None:
            st.info(
                f"Network {name} is chaotic: from iteration {one.decides_from:,} on rounding "
                "decides. A twin whose starting weights differ in the sixteenth digit has another "
                "loss there, and so has the original Playground from one browser to the next.",
                icon=":material/airwave:",
            )


def inside(result: Result) -> None:
    """Draw one measure, chosen by the visitor, of A and B on the same axes."""
    chosen = controls.Panel("inside").choice(
        "Inside the hidden layers", "measure", tuple(MEASURES), "What to follow through time."
    )
    through_time(result, chosen)


def through_time(result: Result, chosen: str) -> None:
    """Draw the measure ``chosen`` of every hidden layer through time."""
    column, scale, title = MEASURES[chosen]
    rows = result.inside.assign(layer="layer " + result.inside["layer"].astype(str))
    if scale == "symlog":
        y_scale = alt.Scale(type="symlog", constant=1e-5)
        y_axis = alt.Axis(values=[0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1], format="~g")
    else:
        y_scale, y_axis = theme.CLOSE, alt.Axis()
    measured = rows[["network", "layer", "iteration", column]]
    lines = alt.Chart(measured, height=theme.HEIGHT).mark_line()
    charts.show(
        lines.encode(
            x=alt.X("iteration:Q", title="iteration (passes over the data)"),
            y=alt.Y(f"{column}:Q", title=title, scale=y_scale, axis=y_axis),
            color=alt.Color("network:N", scale=theme.NETWORKS),
            strokeDash=alt.StrokeDash("layer:N", title=None),
            strokeWidth=alt.StrokeWidth("network:N", scale=theme.WIDTHS),
            tooltip=tooltip("network", "layer", "iteration", **{column: ".4g"}),
        ),
        f"{chosen} through time",
        "The slope says whether a unit can pass a gradient on, the gradient norm whether one "
        "arrives; units that never differ act as one.",
    )


def seeds(result: Result) -> None:
    """Draw the test loss of every further seed under both starts, with the shares that learn."""
    ticks = alt.Chart(result.seeds, height=160).mark_tick(thickness=2, size=26, opacity=0.6)
    medians = result.seeds.groupby("start")["test_loss"].median()
    shares = [
        f"{start} start: {share.estimate:.0%} learn ({share.low:.0%} to {share.high:.0%}), "
        f"median loss {medians[start]:.3f}"
        for start, share in initialization.learned(result).items()
    ]
    charts.show(
        ticks.encode(
            x=alt.X("test_loss:Q", title="test loss at the last iteration"),
            y=alt.Y("start:N", title=None),
            color=alt.Color("start:N", legend=None, scale=theme.palette(STARTED)),
            tooltip=tooltip("seed", "start", test_loss=".4f"),
        ),
        f"{result.config.seeds} other seeds, each with a random and a zero start",
        "One mark a seed; only the starting weights differ. Learned means a test loss below "
        f"{result.learned_loss:.3g}, with Wilson's 95 % interval. {'; '.join(shares)}.",
    )


def theory() -> None:
    """Say in a few lines why zero weights hold a network back."""
    st.markdown("**Why**")
    prose.write(
        "A hidden layer's gradient is a product in which every later layer's weights stand:"
    )
    st.latex(r"\delta_l = \left(W_{l+1}^{\top}\,\delta_{l+1}\right)\odot f'(z_l)")
    st.latex(r"\frac{\partial L}{\partial W_l} = \delta_l\, a_{l-1}^{\top}")
    prose.write(
        "With every weight and bias at 0 nothing passes the output's weights on the way back, so "
        "the weights before them receive no gradient. The output's own weights receive "
        "$\\delta\\, f(0)$: 0 for ReLU, leaky ReLU, tanh and linear units, which therefore stand "
        "still for good, whatever their slope $f'(0)$; only the output's bias moves. The sigmoid "
        "gives $f(0) = 1/2$: the output's weights move first, then all others do. That start is a "
        "saddle, not saturation, and the network leaves it slowly. All units of a layer receive "
        "the same gradient, so they stay equal. Sources: D. Rumelhart, G. Hinton "
        "and R. Williams, 1986; X. Glorot and Y. Bengio, 2010."
    )


def watched(config: Config) -> None:
    """Draw the two networks as they train, and say what of it cannot be trusted."""
    links = {"A": config.link_a, "B": config.link_b}
    for name, link in links.items():
        notices = playground.read_link(link)[1] + playground.read_looks(link)[1]
        for notice in notices if link else ():
            st.warning(f"Link of {name}: {notice}", icon=":material/link:")
    start = own_networks.take_looks(links)
    picture, below = st.container(), st.container(horizontal=True, vertical_alignment="bottom")
    panel = controls.Panel("looks")
    with below:
        looks = replay.Looks(
            panel.flag(
                "Show test data",
                "show_test",
                start["show_test"],
                "Points not trained on, as rings.",
            ),
            panel.flag(
                "Discretize output",
                "discretize",
                start["discretize"],
                "Which class, not how surely.",
            ),
        )
        with st.container(width=200):
            further = played_on(panel, config) if config.link_a else 0
    with picture:
        played = watched_networks(config, further) if config.link_a else recorded.opening(config)
        networks = {name: one.network for name, one in played.items()}
        broken(networks)
        resets = [config.trainings[name][2] for name in networks]
        more = play_on if config.link_a and further < two_networks.FURTHER_LIMIT else None
        replay.show(networks, "replay", resets, looks, more, draw_anew)
    chaotic(played)
    st.button(
        "What holds B back? Take one cause away at a time",
        icon=":material/toggle_on:",
        on_click=lambda: st.session_state.update({"start": "Why"}),
    )


def played_on(panel: controls.Panel, config: Config) -> int:
    """Ask for how many iterations were played on; networks that are changed begin again."""
    if TRAINED in st.session_state and st.session_state[TRAINED][0] != config.trainings:
        st.session_state[FURTHER] = 0
    return panel.whole(
        "Further iterations", FURTHER, 0, 0, two_networks.FURTHER_LIMIT, "Played after the last"
    )


def watched_networks(config: Config, further: int) -> dict[str, rounding.Played]:
    """Return A and B, trained on for ``further`` iterations; the visitor's last are kept."""
    trainings, done, played = st.session_state.get(TRAINED, ({}, 0, {}))
    if trainings != config.trainings or done > further:
        done, played = 0, rounding.beside_twins(config.trainings)
    left = further - done
    if left > two_networks.FURTHER:
        with progress.bar() as report:
            played = rounding.played_on(played, left, report)
    else:
        played = rounding.played_on(played, left)
    st.session_state[TRAINED] = config.trainings, further, played
    return played


def play_on() -> None:
    """Train the visitor's own networks for another thousand iterations."""
    longer = st.session_state[FURTHER] + two_networks.FURTHER
    st.session_state[FURTHER] = min(longer, two_networks.FURTHER_LIMIT)


def draw_anew() -> None:
    """Draw the weights of the visitor's own networks once more, as the Playground's Reset does."""
    for key in ("your_resets", "your_resets_b"):
        st.session_state[key] = min(st.session_state[key] + 1, two_networks.MOST_RESETS)


def judged(result: Result) -> None:
    """Show what stands behind the picture: the layers, other seeds, the theory, and the claims."""
    seed = {name: setting.seed for name, setting in result.config.settings.items()}
    how = recorded.STUDY.origin() if recorded.known(result.config) else "Judged live"
    if others := two_networks.differences(result.config):
        named = ", ".join(f"{name} ({one} and {other})" for name, (one, other) in others.items())
        drawn = " Another seed also draws other points and another split." * ("seed" in others)
        st.info(
            f"The two links differ in more than their starting weights: {named}.{drawn} The part "
            "“on B's own data” exchanges the start alone.",
            icon=":material/info:",
        )
    inside(result)
    seeds(result)
    theory()
    for verdict in initialization.verdicts(result):
        claim_card.show(
            verdict,
            f"{how}: A with seed {seed['A']}, B with seed {seed['B']}, and seeds "
            f"{seed_text(1)} to {seed_text(result.config.seeds)} with each start.",
        )
    frames = ("losses", "inside", "seeds", "resets", "surface", "points")
    downloads.csv({name: getattr(result, name) for name in frames}, "initialization")


def show() -> None:
    """Show network A against network B."""
    stage, knobs = st.columns([3, 1], gap="small")
    with knobs:
        config = ask()
        for name, setting in config.settings.items():
            st.link_button(
                f"{name} in Playground",
                setting.link(),
                icon=":material/open_in_new:",
                width="stretch",
            )
    with stage:
        watched(config)
        result = recorded.known(config) or progress.run(initialization, config, max_entries=32)
    judged(result)
