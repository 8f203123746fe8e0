"""Controls bound to the address bar, which say so when the address holds an impossible value."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TypeVar

import streamlit as st

from core.limits import RealNumber, WholeNumber, check_choice, check_real, check_whole, limits_of
from core.text import minus
from pages.shared.page import collected, states

ConfigType = TypeVar("ConfigType")
Asked = TypeVar("Asked")
Gap = Literal["medium", "large"]
_PAGE, _OWNERS, _STARTS = "page shown", "pages of the controls", "starts of the controls"


def begin(page: str) -> None:
    """Name the page that draws controls from here on."""
    st.session_state[_PAGE] = page


class Panel:
    """The controls of one experiment; each widget's key is its name in the address.

    Every method draws one control and returns its value. ``low`` and ``high`` are the limits.
    ``help`` is one line with the unit and the range: where it is no whole sentence, with a full
    stop, the range is added.
    """

    def __init__(self, name: str) -> None:
        """Start an empty panel; ``name`` is unique on the page.

        A control that another one hides keeps its value, so its start is kept too, for ``reset``.
        """
        self._name = name
        panels = st.session_state.setdefault(_STARTS, {})
        self._defaults: dict[str, Any] = panels.setdefault((st.session_state.get(_PAGE), name), {})

    def whole(self, label: str, key: str, default: int, low: int, high: int, help: str = "") -> int:
        """Ask for a whole number."""
        note = self._note(key, default, lambda text: check_whole(label, int(text), low, high))
        help = _sentence(help, f"{low:,} to {high:,}")
        try:
            value = st.number_input(
                label, low, high, default, key=key, help=help, bind="query-params"
            )
        except OverflowError:  # Streamlit 1.67 cannot turn an address's 1e999 into a whole number
            value = st.number_input(label, low, high, default, key=f"{key}_unbound", help=help)
        self._drawn(label, key, note, value)
        return default if value is None else int(value)

    def real(
        self, label: str, key: str, default: float, low: float, high: float, help: str = ""
    ) -> float:
        """Ask for a number."""
        note = self._note(key, default, lambda text: check_real(label, float(text), low, high))
        value = st.number_input(
            label,
            low,
            high,
            default,
            step=default / 10 or high / 10,
            format="%g",
            key=key,
            help=_sentence(help, f"{_decimal(low)} to {_decimal(high)}"),
            bind="query-params",
        )
        self._drawn(label, key, note, value)
        return default if value is None else float(value)

    def choice(
        self, label: str, key: str, options: Sequence[str], help: str, default: str | None = None
    ) -> str:
        """Ask for one of a few options, all of them visible."""
        return self._segments(label, key, options, default or options[0], help=help, wrap=True)

    def tabs(self, label: str, key: str, options: Sequence[str], more: Sequence[str]) -> str:
        """Ask for one of the experiments of a page, in one row without a label to be seen.

        Those of ``more`` are in a menu at the row's end; the one that is chosen joins the row.
        """
        menu = f"{key}_more"
        owner = st.session_state.get(_OWNERS, {}).get(key)
        here = st.session_state if owner == st.session_state.get(_PAGE) else {}
        chosen = here.get(key, st.query_params.get(key))
        shown = (*options, *(one for one in more if one == chosen))

        def choose() -> None:
            st.session_state[key] = st.session_state[menu]

        with st.container(key="tabs", horizontal=True, vertical_alignment="center"):
            tab = self.row(label, key, shown)
            if more:
                st.menu_button("More", more, key=menu, on_click=choose, type="tertiary")
        return tab

    def row(self, label: str, key: str, options: Sequence[str]) -> str:
        """Ask for one of a few options in one row, without a label to be seen."""
        looks: dict[str, Any] = {"label_visibility": "collapsed", "wrap": False}
        return self._segments(label, key, options, options[0], **looks)

    def _segments(
        self, label: str, key: str, options: Sequence[str], start: str, **looks: Any
    ) -> str:
        note = self._note(key, start, lambda text: check_choice(label, text, options))
        value = st.segmented_control(
            label, options, default=start, key=key, required=True, bind="query-params", **looks
        )
        self._drawn(label, key, note, value)
        return value or start

    def maybe(self, label: str, key: str, options: Sequence[str], **looks: Any) -> str | None:
        """Ask for one of a few options, none of them chosen at first; ``looks`` are of pills."""
        note = self._note(key, None, lambda text: check_choice(label, text, options))
        chosen = st.pills(label, options, key=key, bind="query-params", **looks)
        self._drawn(label, key, note, chosen)
        return chosen

    def further(self, label: str, key: str, answers: Mapping[str, Callable[[], object]]) -> None:
        """Offer more questions in a row, none of them asked at first; answer the one that is."""
        asked = self.maybe(label, key, tuple(answers))
        if asked:
            answers[asked]()

    def menu(
        self,
        label: str,
        key: str,
        options: Sequence[str],
        help: str,
        default: str | None = None,
        **looks: Any,
    ) -> str:
        """Ask for one of many options, in a menu that ``looks`` as ``st.selectbox`` takes it."""
        start = default or options[0]
        note = self._note(key, start, lambda text: check_choice(label, text, options))
        value = st.selectbox(
            label, options, options.index(start), key=key, help=help, bind="query-params", **looks
        )
        self._drawn(label, key, note, value)
        return value or start

    def fields(
        self, start: Any, menus: Collection[str] = (), **asked: tuple[str, str]
    ) -> dict[str, Any]:
        """Ask for fields of a configuration, each with its key and ``help``; return their values.

        The fields say their labels and limits themselves, and ``start`` holds what they start with.
        Of the choices, those of ``menus`` are made in a menu.
        """
        return {
            name: self._field(start, name, key, help, name in menus)
            for name, (key, help) in asked.items()
        }

    def _field(self, start: Any, name: str, key: str, help: str, menu: bool) -> Any:
        takes, default = limits_of(start, name), getattr(start, name)
        if isinstance(takes, WholeNumber):
            return self.whole(takes.name, key, default, takes.low, takes.high, help)
        if isinstance(takes, RealNumber):
            low, high = float(takes.low), float(takes.high)
            return self.real(takes.name, key, float(default), low, high, help)
        ask = self.menu if menu else self.choice
        return ask(takes.name, key, tuple(takes.choices), help, default)

    def text(self, label: str, key: str, default: str, help: str) -> str:
        """Ask for a line of text; what is left empty is the default."""
        self._own(key, default)
        value = st.text_input(label, default, key=key, help=help, bind="query-params")
        self._drawn(label, key, None, value.strip() or default)
        return value.strip() or default

    def flag(self, label: str, key: str, default: bool, help: str) -> bool:
        """Ask for yes or no."""
        note = self._note(
            key, default, lambda text: check_choice(label, text.lower(), ("true", "false"))
        )
        value = st.toggle(label, default, key=key, help=help, bind="query-params")
        self._drawn(label, key, note, value)
        return value

    def reset(self, start: str = "setting") -> None:
        """Draw the button that brings every control of this panel back to the write-up's start."""
        st.button(
            "Reset",
            icon=":material/restart_alt:",
            key=f"{self._name}_reset",
            on_click=self.start_again,
            help=f"Back to the write-up's {start}.",
        )

    def start_again(self) -> None:
        """Bring every control of this panel back to its start."""
        st.session_state.update(self._defaults)

    def _drawn(self, label: str, key: str, note: str | None, value: Any) -> None:
        """Keep the control for the page's link and report, and show ``note`` below it."""
        start = self._defaults[key]
        collected.add(collected.Setting(label, key, start, start if value is None else value))
        _show(key, note, value)

    def _own(self, key: str, default: Any) -> None:
        """Note the start of a control, which is not what another page's of this name is set to."""
        self._defaults[key] = default
        owners, page = st.session_state.setdefault(_OWNERS, {}), st.session_state.get(_PAGE)
        if owners.get(key, page) != page and key not in st.query_params:
            st.session_state.pop(key, None)
        owners[key] = page

    def _note(self, key: str, default: Any, check: Callable[[str], None]) -> str | None:
        """Return the sentence that refuses the address's value for ``key``, if it has one."""
        self._own(key, default)
        text = st.query_params.get(key)
        if text is None:
            return None
        try:
            check(text)
        except ValueError as error:
            reason = str(error)
            return reason if "must be" in reason else f"“{text[:40]}” is not a number."
        return None


@contextmanager
def panel(name: str) -> Iterator[Panel]:
    """Open a bordered panel of controls, closed by its Reset button."""
    with st.container(border=True):
        opened = Panel(name)
        yield opened
        opened.reset()


def configured(
    name: str, start: ConfigType, menus: Collection[str] = (), **asked: tuple[str, str]
) -> ConfigType:
    """Draw the panel ``name`` of fields of a configuration; return the one that they describe.

    The rest is that of ``Panel.fields``.
    """
    with panel(name) as opened:
        chosen = opened.fields(start, menus, **asked)
    return checked(lambda: type(start)(**chosen), start)


@contextmanager
def beside(
    ask: Callable[[], Asked], widths: Sequence[int] = (10, 3), gap: Gap = "medium"
) -> Iterator[Asked]:
    """Draw what follows at the left and controls beside it; give what ``ask`` has asked for.

    On a phone the controls stand below.
    """
    stage, knobs = st.columns(widths, gap=gap)
    with knobs:
        asked = ask()
    with stage:
        yield asked


def checked(make: Callable[[], ConfigType], fallback: ConfigType) -> ConfigType:
    """Return ``make()``; where it refuses the controls, say why and return what worked last."""
    key = f"last {type(fallback).__module__}"
    try:
        config = make()
    except ValueError as error:
        states.error(f"{error} What you see below is the last setting that worked.")
        config = st.session_state.get(key, fallback)
    st.session_state[key] = config
    collected.add(collected.Experiment(type(config).__module__, config))
    return config


def _show(key: str, note: str | None, value: Any) -> None:
    """Show ``note`` under the control, and keep it until the visitor changes the value."""
    memory = f"{key} refused"
    if note is not None:
        st.session_state[memory] = (note, value)
    if memory not in st.session_state:
        return
    sentence, kept = st.session_state[memory]
    if kept == value:
        st.warning(f"From the address: {sentence} Used instead: {value}.", icon=":material/link:")
    else:
        del st.session_state[memory]


def _sentence(help: str, limits: str) -> str:
    """Return ``help`` if it is a sentence, and else one made of it and the ``limits``."""
    if help.endswith("."):
        return help
    return f"{help}{', ' if help else ''}{minus(limits)}."


def _decimal(number: float) -> str:
    """Return ``number`` without an exponent: 0.000001."""
    return f"{number:f}".rstrip("0").rstrip(".")
