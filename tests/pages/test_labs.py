"""Every lab opens with what ``labs.txt`` promises, and refuses what an address cannot hold."""

import json
from collections import defaultdict
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl

import altair as alt
import pytest
from jsonschema import Draft7Validator

from pages.shared.page.collected import KEY, Data
from tests.pages.visit import look_at, open_page


def read():
    """Return address to verb to what follows it: how a lab opens, what it says and refuses."""
    labs, lab = defaultdict(lambda: defaultdict(list)), ""
    for line in Path(__file__).with_name("labs.txt").read_text("utf-8").splitlines():
        if line.startswith(" "):
            verb, _, rest = line.strip().partition(" ")
            labs[lab][verb].append(rest)
        elif not line.startswith("#"):
            lab = line
    return labs


def refusals(lab):
    """Return parameter to its impossible values, each with the sentence that names it."""
    found = defaultdict(list)
    for line in LABS[lab]["refuses"]:
        asked, _, says = line.partition(": ")
        key, _, value = asked.partition("=")
        shown = says.replace("9…", f"{'9' * 39}…")
        found[key].append((value.replace("9…9", "9" * 400), shown))
    return found


def opened(labs):
    """Return the cases of ``labs``; those that train before they are seen are slow."""
    return [
        pytest.param(lab, marks=pytest.mark.slow) if "trains" in LABS[lab] else lab for lab in labs
    ]


LABS = read()
SCHEMA = Draft7Validator(alt.load_schema())


def tips(spec):
    """Every field that a tooltip of the chart says under a title of its own."""
    if isinstance(spec, list):
        return [tip for part in spec for tip in tips(part)]
    if not isinstance(spec, dict):
        return []
    said = spec.get("tooltip")
    own = [tip for tip in said if "title" in tip] if isinstance(said, list) else []
    return own + tips(list(spec.values()))


@pytest.mark.parametrize("lab", opened(LABS))
def test_charts_are_vega_lite_whose_tooltips_say_no_figure_under_the_name_of_another(lab):
    page, _, start = lab.partition("?")
    app = look_at(page, **dict(parse_qsl(start)))
    for chart, drawn in zip(app.charts, app.drawn, strict=True):
        spec = json.loads(chart.spec)
        assert not [error.message for error in SCHEMA.iter_errors(spec)], f"{lab}: {spec}"
        others = [tip for tip in tips(spec) if tip["title"] != tip["field"]]
        assert not {tip["title"] for tip in others} & set().union(*drawn), others


@pytest.mark.parametrize("lab", opened(LABS))
def test_a_lab_opens_with_what_it_promises(lab):
    page, _, start = lab.partition("?")
    app = look_at(page, **dict(parse_qsl(start))).whole().tells(*LABS[lab]["says"])
    assert not app.warning
    counts = {"charts": app.charts, "tables": app.table, "formulae": app.latex}
    shown = [f"{name}: {len(shown)}" for name, shown in counts.items()]
    assert "; ".join([*shown, *app.files]) == LABS[lab]["shows"][0]
    offered = [one.frame.to_csv() for one in app.session_state[KEY].of(Data)]
    assert len(set(offered)) == len(offered), "two files of one lab hold the same"


@pytest.mark.parametrize("lab", opened(lab for lab in LABS if LABS[lab]["refuses"]))
def test_impossible_values_are_named_and_change_nothing(lab):
    page, _, start = lab.partition("?")
    for visit in range(max(map(len, refusals(lab).values()))):
        asked = {key: said[visit] for key, said in refusals(lab).items() if visit < len(said)}
        kept = {key: value for key, value in parse_qsl(start) if key not in asked}
        app = open_page(page, **kept, **{key: value for key, (value, _) in asked.items()}).whole()
        warnings = [one.value for one in app.warning]
        for key, (_, says) in asked.items():
            begins, ends = f"From the address: {says}", f"Used instead: {held(app, key)}."
            found = [one for one in warnings if one.startswith(begins) and one.endswith(ends)]
            assert found, f"“{begins} … {ends}” is not said of {key}, but: {warnings}"
        assert len(warnings) == len(asked), warnings
        assert app.results == look_at(page, **kept).results


def held(app, key):
    """Return what a control holds; one whose address Streamlit cannot read has a key of its own."""
    bound = any(getattr(one, "key", None) == key for one in app.main)
    return app.get_by_key(key if bound else f"{key}_unbound").value


NAMES = sorted(
    {key for lab in LABS for key in (*refusals(lab), *dict(parse_qsl(lab.partition("?")[2])))}
)
HORRORS = (
    *("", " ", "nan", "-inf", "-1", "1e309", "1e-320", "9" * 400, "0x10", "1_000", "٣", "½"),
    *("null", "[]", "{}", "true", "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd"),
    *("%00", "\0", "\u202eabc", "🔥" * 50, "{0.__class__}", "$\\infty$", "a" * 3_000, "\n\n# x"),
)


@pytest.mark.exhaustive
@pytest.mark.parametrize("lab", LABS)
def test_a_hostile_address_breaks_nothing(lab):
    page, _, start = lab.partition("?")
    settings, random = dict(parse_qsl(start)), Random(lab)
    open_page(page, **{name: settings[name] for name in ("lab", "start") if name in settings})
    for _ in range(4):
        asked = {name: random.choice(HORRORS) for name in random.sample(NAMES, 3)}
        own = {name: random.choice(HORRORS) for name in refusals(lab) if random.random() < 0.3}
        app = open_page(page, **settings | asked | own)
        assert not app.crashes, (asked, own)
