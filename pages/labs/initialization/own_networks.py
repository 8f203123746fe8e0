"""The controls of two networks of one's own, as the Playground has them.

What they are set to stands in each network's link alone: a link that is pasted moves the controls,
and a control that is moved rewrites the link.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from core import initialization
from core.engines.playground.backpropagation import ACTIVATIONS, PENALTIES
from core.initialization import two_networks
from core.playground import DATASETS, INPUTS, Config, parse_link, read_looks
from pages.labs.initialization import data_pictures
from pages.shared.page import controls

RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
MOST_LAYERS, MOST_UNITS, NEW_LAYER = 6, 8, 2
SHOWN = {
    "reg-plane": "plane",
    "reg-gauss": "bumps",
    "relu": "ReLU",
    "xSquared": "x²",
    "ySquared": "y²",
    "xTimesY": "xy",
    "sinX": "sin x",
    "sinY": "sin y",
}
"""What is not shown as links write it."""
LOOKS = {"showTestData": "show_test", "discretize": "discretize"}
"""How networks are shown: the field of a link, and the control of the page."""
LOOKED_AT = "links whose looks were taken"
STARTS = {
    "scheme": ("Weights", two_networks.DRAWN, "How the weights are drawn at the start."),
    "bias": ("Biases", two_networks.BIASES, "What every bias starts at."),
}
"""What a link cannot say of a network's start: its field, its label, its choices and its help."""
NUMBER_WIDTH = 124
"""In pixels: narrower ones have no − and +."""


def ask(panel: controls.Panel) -> dict[str, str]:
    """Ask for the links of A and B, and for how their weights are drawn."""
    asked = {}
    for name, link in initialization.LINKS.items():
        key = _key(name)
        with st.container(gap="xxsmall"):
            asked[key] = panel.text(
                f"Link of {name}",
                key,
                link.link(),
                "A link of TensorFlow Playground, however it was copied, at most 4,000 characters.",
            )
            st.caption(summary(parse_link(asked[key])))
    st.html(f"<style>{data_pictures.style('[class*=_dataset]', tuple(DATASETS))}</style>")
    for name, tab in zip("BA", st.tabs(["Change B", "Change A"]), strict=True):
        with tab, st.container(gap="xsmall"):
            _Network(name, parse_link(asked[_key(name)])).ask()
            for field, (label, choices, help) in STARTS.items():
                key = f"{field}_{name.lower()}"
                asked[key] = panel.menu(f"{label} of {name}", key, choices, help)
    return asked


def summary(setting: Config) -> str:
    """Return the network that a link describes, in one line."""
    units = " + ".join(map(str, setting.hidden)) or "no hidden"
    said = [setting.dataset, f"{units} units", setting.activation, f"rate {setting.learning_rate}"]
    return ", ".join([*map(_shown, said), *["from 0"] * setting.zero_start])


def take_looks(links: dict[str, str]) -> None:
    """Show the networks as those links say that are new; an address itself comes before them."""
    before = st.session_state.get(LOOKED_AT, {})
    st.session_state[LOOKED_AT] = links
    new = [link for name, link in links.items() if link != before.get(name)]
    for link in new:
        for field, shown in read_looks(link)[0].items():
            if before or LOOKS[field] not in st.query_params:
                st.session_state[LOOKS[field]] = shown


def _key(name: str) -> str:
    return f"link_{name.lower()}"


def _equal(name: str) -> None:
    """Set all that network ``name`` has of its own to what the other one has."""
    other = "AB".strip(name)
    for field in ("link", *STARTS):
        value = st.session_state[f"{field}_{other.lower()}"] or initialization.LINKS[other].link()
        st.session_state[f"{field}_{name.lower()}"] = value


class _Network:
    """The controls of one network, each of which rewrites the network's link."""

    def __init__(self, name: str, setting: Config) -> None:
        """Take the name of the network, A or B, and the setting that its controls show."""
        self.name, self.setting = name, setting

    def ask(self) -> None:
        """Draw every control."""
        st.button(
            f"Same as {'AB'.strip(self.name)}",
            key=f"{self.name}_same",
            on_click=_equal,
            args=(self.name,),
            width="stretch",
        )
        self._menu("Activation", "activation", ACTIVATIONS)
        self._pictures("Data", "dataset", DATASETS)
        self._layers()
        self._menu("Rate", "learning_rate", RATES)
        self._menu("Penalty", "regularization", PENALTIES)
        self._menu("Its rate", "regularization_rate", (0, *RATES))
        self._number("Noise, %", "noise", 0, 100)
        self._number("Training, %", "train_percent", 1, 99)
        self._number("Batch", "batch_size", 1, 30)
        self._inputs()
        key = self._begin("zero_start", self.setting.zero_start)
        change = partial(self._change, "zero_start", key)
        st.toggle(f"{self.name} starts at 0", key=key, on_change=change)

    def _layers(self) -> None:
        """Ask for the number of hidden layers, and for the units of each."""
        hidden = self.setting.hidden

        def counted(count: int) -> tuple[int, ...]:
            return (hidden + (NEW_LAYER,) * MOST_LAYERS)[:count]

        def resized(layer: int, units: int) -> tuple[int, ...]:
            return (*hidden[:layer], units, *hidden[layer + 1 :])

        self._steps("Layers", "layers", len(hidden), 0, MOST_LAYERS, "hidden", counted)
        for layer, units in enumerate(hidden):
            make = partial(resized, layer)
            self._steps(
                f"Layer {layer + 1}", f"units_{layer}", units, 1, MOST_UNITS, "hidden", make
            )

    def _number(self, label: str, field: str, low: int, high: int) -> None:
        value = getattr(self.setting, field)
        self._steps(label, field, round(value), low, high, field, int)

    def _steps(
        self,
        label: str,
        part: str,
        value: int,
        low: int,
        high: int,
        field: str,
        make: Callable[[int], Any],
    ) -> None:
        """Ask for a whole number, with − and +, of which ``make`` makes the value of ``field``."""
        key = self._begin(part, value)
        change = partial(self._change, field, key, make)
        with _row(label):
            st.number_input(
                f"{label}, network {self.name}",
                low,
                high,
                key=key,
                on_change=change,
                label_visibility="collapsed",
                width=NUMBER_WIDTH,
            )

    def _menu(self, label: str, field: str, choices: Collection[Any]) -> None:
        """Ask for one of ``choices``, or what the link says besides them."""
        value = getattr(self.setting, field)
        key = self._begin(field, value)
        with _row(label):
            st.selectbox(
                f"{label}, network {self.name}",
                [*choices, *({value} - set(choices))],
                key=key,
                format_func=_shown,
                on_change=partial(self._change, field, key),
                label_visibility="collapsed",
                width=NUMBER_WIDTH,
            )

    def _pictures(self, label: str, field: str, choices: Collection[str]) -> None:
        """Ask for one of ``choices``, each of which ``data_pictures`` has drawn above its name."""
        key = self._begin(field, getattr(self.setting, field))
        st.segmented_control(
            f"{label} of {self.name}",
            choices,
            key=key,
            required=True,
            format_func=_shown,
            on_change=partial(self._change, field, key),
            wrap=True,
            width="stretch",
        )

    def _inputs(self) -> None:
        key = self._begin("inputs", list(self.setting.inputs))

        def ordered(chosen: list[str]) -> tuple[str, ...]:
            return tuple(name for name in INPUTS if name in chosen)

        st.pills(
            f"Inputs of {self.name}",
            tuple(INPUTS),
            selection_mode="multi",
            key=key,
            format_func=_shown,
            on_change=partial(self._change, "inputs", key, ordered),
        )

    def _begin(self, part: str, value: Any) -> str:
        """Set the control of ``part`` to what the link says, and return its key."""
        key = f"{self.name}_{part}"
        st.session_state[key] = value
        return key

    def _change(self, field: str, key: str, make: Callable[[Any], Any] | None = None) -> None:
        """Write what the control of ``key`` is set to into the link, where a link can carry it."""
        value = st.session_state[key]
        with suppress(ValueError):
            changed = replace(self.setting, **{field: make(value) if make else value})
            st.session_state[_key(self.name)] = changed.link()


@contextmanager
def _row(label: str) -> Iterator[None]:
    """Draw ``label`` at the left of what follows."""
    with st.container(
        horizontal=True,
        gap="xsmall",
        vertical_alignment="center",
        horizontal_alignment="distribute",
    ):
        st.markdown(f":small[{label}]", width="content")
        yield


def _shown(value: Any) -> str:
    return SHOWN.get(value, f"{value}")
