"""The controls of two networks of one's own, as the Playground has them.

What they are set to stands in each network's link alone: a link that is pasted moves the controls,
and a control that is moved rewrites the link.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
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
WHOLE = (
    ("Noise, %", "noise", 0, 100),
    ("Training, %", "train_percent", 1, 99),
    ("Batch", "batch_size", 1, 30),
)
"""Whole numbers: label, field, lowest and highest."""
Widget = Callable[..., Any]
Make = Callable[[Any], Any]


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


def take_looks(links: dict[str, str]) -> dict[str, bool]:
    """Show the networks as those links say that are new; return what all of them say, by control.

    Controls start with that, so that the address holds what a visitor has changed of it.
    """
    before = st.session_state.get(LOOKED_AT, links)
    st.session_state[LOOKED_AT] = links
    start = dict.fromkeys(LOOKS.values(), False)
    for name, link in links.items():
        said = {LOOKS[field]: shown for field, shown in read_looks(link)[0].items()}
        start |= said
        if link != before[name]:
            st.session_state.update(said)
    return start


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
        pictures = {"options": DATASETS, "required": True, "wrap": True, "width": "stretch"}
        data = partial(st.segmented_control, format_func=_shown, **pictures)
        self._control(data, f"Data of {self.name}", "dataset")
        self._layers()
        self._menu("Rate", "learning_rate", RATES)
        self._menu("Penalty", "regularization", PENALTIES)
        self._menu("Its rate", "regularization_rate", (0, *RATES))
        for label, field, low, high in WHOLE:
            shown = round(getattr(self.setting, field))
            self._number(label, field, low, high, shows=shown, make=int)
        inputs = partial(
            st.pills, options=tuple(INPUTS), selection_mode="multi", format_func=_shown
        )
        chosen = list(self.setting.inputs)
        self._control(inputs, f"Inputs of {self.name}", "inputs", shows=chosen, make=_ordered)
        self._control(st.toggle, f"{self.name} starts at 0", "zero_start")

    def _layers(self) -> None:
        """Ask for the number of hidden layers, and for the units of each."""
        hidden = self.setting.hidden

        def counted(count: int) -> tuple[int, ...]:
            return (hidden + (NEW_LAYER,) * MOST_LAYERS)[:count]

        def resized(layer: int, units: int) -> tuple[int, ...]:
            return (*hidden[:layer], units, *hidden[layer + 1 :])

        many = {"part": "layers", "shows": len(hidden), "make": counted}
        self._number("Layers", "hidden", 0, MOST_LAYERS, **many)
        for layer, units in enumerate(hidden):
            one = {"part": f"units_{layer}", "shows": units, "make": partial(resized, layer)}
            self._number(f"Layer {layer + 1}", "hidden", 1, MOST_UNITS, **one)

    def _number(self, label: str, field: str, low: int, high: int, **more: Any) -> None:
        """Ask for a whole number, with − and +."""
        self._beside(label, partial(st.number_input, min_value=low, max_value=high), field, **more)

    def _menu(self, label: str, field: str, choices: Collection[Any]) -> None:
        """Ask for one of ``choices``, or what the link says besides them."""
        options = [*choices, *({getattr(self.setting, field)} - set(choices))]
        self._beside(label, partial(st.selectbox, options=options, format_func=_shown), field)

    def _beside(self, label: str, widget: Widget, field: str, **more: Any) -> None:
        """Draw ``widget`` with ``label`` at its left."""
        small = partial(widget, label_visibility="collapsed", width=NUMBER_WIDTH)
        with st.container(
            horizontal=True,
            gap="xsmall",
            vertical_alignment="center",
            horizontal_alignment="distribute",
        ):
            st.markdown(f":small[{label}]", width="content")
            self._control(small, f"{label}, network {self.name}", field, **more)

    def _control(
        self,
        widget: Widget,
        label: str,
        field: str,
        part: str = "",
        shows: Any = None,
        make: Make | None = None,
    ) -> None:
        """Draw ``widget`` for ``field``, or for a ``part`` of which ``make`` makes the whole.

        It is set to what it ``shows`` of the link, or else to the field as it is.
        """
        key = f"{self.name}_{part or field}"
        st.session_state[key] = getattr(self.setting, field) if shows is None else shows
        widget(label, key=key, on_change=partial(self._change, field, key, make))

    def _change(self, field: str, key: str, make: Make | None) -> None:
        """Write what the control of ``key`` is set to into the link, where a link can carry it."""
        value = st.session_state[key]
        with suppress(ValueError):
            changed = replace(self.setting, **{field: make(value) if make else value})
            st.session_state[_key(self.name)] = changed.link()


def _ordered(chosen: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in INPUTS if name in chosen)


def _shown(value: Any) -> str:
    return SHOWN.get(value, f"{value}")
