import json
import math
import re
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engines.playground.engine import Config
from core.engines.playground.links import parse_link, read_link
from core.engines.playground.looks import read_looks
from tests.generated import cases

DATA = Path(__file__).parents[3] / "data"
INPUTS = ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")


def finite(low, high):
    return st.floats(low, high, allow_nan=False) | st.integers(math.ceil(low), math.floor(high))


VALID = {
    "dataset": st.sampled_from(["circle", "xor", "gauss", "spiral", "reg-plane", "reg-gauss"]),
    "noise": finite(0, 100),
    "train_percent": finite(1, 99),
    "seed": st.text(st.characters(exclude_characters="&"), min_size=1, max_size=100).filter(
        str.strip
    ),
    "inputs": st.sets(st.sampled_from(INPUTS), min_size=1).map(
        lambda names: tuple(name for name in INPUTS if name in names)
    ),
    "hidden": st.lists(st.integers(1, 8), min_size=1, max_size=6).map(tuple),
    "activation": st.sampled_from(["relu", "tanh", "sigmoid", "linear"]),
    "zero_start": st.booleans(),
    "batch_size": st.integers(1, 30),
    "learning_rate": finite(0, 1e9),
    "regularization": st.sampled_from(["none", "L1", "L2"]),
    "regularization_rate": finite(0, 1e9),
}


def test_every_setting_takes_part_in_the_round_trip():
    assert set(VALID) == {field.name for field in fields(Config)}


@given(st.builds(Config, **VALID))
def test_a_link_carries_every_setting_there_and_back(config):
    assert read_link(config.link()) == (config, [])


def test_a_link_carries_a_network_without_hidden_layers():
    # An empty networkShape is no hidden layer in the original, src/state.ts.
    config = Config(hidden=())
    assert parse_link(config.link()) == config


SEEDS = ("a&b", "a&noise=50", " ", "\t", "50%", "a+b", "a#b", "a=b", "ü")
ORDERS = (("y", "x"), ("x", "x"), ("sinY", "x", "y"))


@pytest.mark.parametrize(
    ("field", "value"), [*(("seed", seed) for seed in SEEDS), *(("inputs", one) for one in ORDERS)]
)
def test_what_a_link_cannot_carry_is_refused_or_put_in_order(field, value):
    try:
        config = Config(**{field: value})
    except ValueError as error:
        assert field in str(error)
    else:
        assert parse_link(config.link()) == config


def test_an_address_as_the_original_writes_it():
    link = (
        "https://playground.tensorflow.org/#activation=relu&regularization=L2&batchSize=12"
        "&dataset=spiral&regDataset=reg-plane&learningRate=0.01&regularizationRate=0.003&noise=35"
        "&networkShape=8,5,2&seed=0.65409&showTestData=true&discretize=false&percTrainData=70"
        "&x=true&y=false&xTimesY=true&xSquared=false&ySquared=false&cosX=false&sinX=true"
        "&cosY=false&sinY=false&collectStats=false&problem=classification&initZero=true"
        "&hideText=false&seed_hide=true"
    )
    config, notices = read_link(link)
    assert notices == []
    assert read_looks(link) == (
        {"showTestData": True, "discretize": False},
        ["'seed_hide': hidden by the original, but here every control is shown."],
    )
    assert config == Config(
        dataset="spiral",
        noise=35,
        train_percent=70,
        seed="0.65409",
        inputs=("x", "xTimesY", "sinX"),
        hidden=(8, 5, 2),
        activation="relu",
        zero_start=True,
        batch_size=12,
        learning_rate=0.01,
        regularization="L2",
        regularization_rate=0.003,
    )


@pytest.mark.parametrize("url", ["", "#", "https://playground.tensorflow.org/", "#&&=&"])
def test_an_address_without_settings_is_the_playgrounds_default(url):
    assert read_link(url) == (Config(), [])


@pytest.mark.parametrize(
    "text", ["hello", "playground.tensorflow.org", "https://a/playgrounds", "https://x/#a"]
)
def test_text_that_is_no_address_is_refused_and_named(text):
    config, (notice,) = read_link(text)
    assert config == Config()
    assert text in notice
    assert "must be an address such as https://playground.tensorflow.org/#" in notice


MALFORMED = {
    "dataset": ["cube", "reg-plane", "%00", "../../etc/passwd"],
    "noise": ["loud", "-1", "101", "nan", "inf", "1e400", "0x10"],
    "percTrainData": ["0", "100", "half", "-inf"],
    "seed": ["7" * 101],
    "networkShape": ["4,x", "4,,2", "9", "0", "1,1,1,1,1,1,1", "2.5", "-4", "9" * 3_000, "[4,2]"],
    "activation": ["swish", "RELU", "<script>"],
    "batchSize": ["0", "31", "2.5", "ten", "nan", "1e400", "-" * 50],
    "learningRate": ["-0.1", "fast", "1e10", "nan"],
    "regularization": ["L3", "l1"],
    "regularizationRate": ["-1", "NaN", "inf"],
    "initZero": ["banana", "2"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in MALFORMED.items() for value in values]
)
def test_a_malformed_field_is_named_and_the_others_are_kept(field, value):
    others = {
        "dataset": "xor",
        "noise": 5,
        "percTrainData": 60,
        "seed": "abc",
        "networkShape": "3",
        "activation": "relu",
        "batchSize": 4,
        "learningRate": 0.1,
        "regularization": "L1",
        "regularizationRate": 0.5,
        "initZero": "true",
    }
    del others[field]
    rest = "&".join(f"{name}={one}" for name, one in others.items())
    config, notices = read_link(f"https://playground.tensorflow.org/#{field}={value}&{rest}")
    (notice,) = notices
    assert notice.startswith(field)
    assert len(notice) < 200
    assert notice.endswith(".")
    assert (config, []) == read_link(f"#{rest}")
    assert config.link() != Config().link()


def test_each_of_many_malformed_fields_has_its_own_sentence():
    link = "#" + "&".join(f"{field}={values[0]}" for field, values in MALFORMED.items())
    config, notices = read_link(link)
    assert config == Config()
    assert len(notices) == len(MALFORMED)
    assert all(
        sum(notice.startswith((f"{field} ", f"{field}(")) for notice in notices) == 1
        for field in MALFORMED
    )


def test_a_switch_is_also_read_as_other_programs_write_it():
    config, notices = read_link("#initZero=True&sinX=1&x=0&y=False")
    assert (config.zero_start, config.inputs) == (True, ("sinX",))
    assert [notice.split()[0] for notice in notices] == ["x", "y"]
    assert all("the original takes for true" in notice for notice in notices)


def test_a_link_that_switches_every_input_off_says_so():
    config, notices = read_link("#x=false&y=false")
    assert config == Config()
    assert len(notices) == 1
    assert "input" in notices[0]


def test_a_regression_link_says_what_is_learned():
    plane = read_link("#problem=regression&noise=5&dataset=xor")
    assert plane == (Config(dataset="reg-plane", noise=5), [])
    bumps = "regDataset=reg-gauss&dataset=xor"
    assert parse_link(f"#{bumps}&problem=regression") == Config(dataset="reg-gauss")
    assert parse_link(f"#{bumps}") == Config(dataset="xor")
    assert ["problem" in one for one in read_link("#problem=clustering")[1]] == [True]


CARRIED = json.loads((DATA / "links.json").read_text(encoding="utf-8"))
LINK = CARRIED["links"][0]["text"]
HOST, _, HASH = LINK.partition("#")
ENCODED = quote(LINK, safe="")
SETTINGS = dict(pair.split("=") for pair in HASH.split("&"))
KIN = {
    "what HTML makes of &reg": LINK.replace("&reg", "®"),
    "escaped twice": LINK.replace("&", "&amp;amp;"),
    "numbered entities": LINK.replace("&", "&#38;").replace("=", "&#x3D;"),
    "encoded twice": quote(ENCODED),
    "encoded three times": quote(quote(ENCODED)),
    "only & encoded": LINK.replace("&", "%26"),
    "only = encoded": LINK.replace("=", "%3D"),
    "a question mark": LINK.replace("#", "?"),
    "no host, a question mark": f"?{HASH}",
    "a local copy": f"http://localhost:5000/index.html#{HASH}",
    "a file": f"file:///C:/playground/index.html#{HASH}",
    "upper case": LINK.replace(HOST, HOST.upper()),
    "lower case": LINK.lower(),
    "Google": f"https://www.google.com/url?q={ENCODED}&sa=D&source=editors&usg=AOv",
    "Outlook": f"https://nam.safelinks.protection.outlook.com/?url={ENCODED}&data=05%7C&sdata=x%3D",
    "Proofpoint": f"https://urldefense.com/v3/__{LINK.replace('#', '*')}__;Iw!!A$",
    "Proofpoint's older way": "https://urldefense.proofpoint.com/v2/url?u="
    + quote(LINK, safe="/").replace("-", "%2D").replace("/", "_").replace("%", "-")
    + "&d=DwMF&c=x",
    "an archive": f"https://web.archive.org/web/2020/{LINK}",
    "a message": f"https://wa.me/?text={quote('see ' + LINK)}",
    "prose": f"Our setting ({LINK}), see x & y.",
    "quotes": f"“{LINK}”",
    "Slack": f"<{LINK}|our network>",
    "Markdown with a title": f'**[it]({LINK} "title")**',
    "LaTeX": r"\href{" + LINK.replace("&", r"\&").replace("#", r"\#") + "}{it}",
    "a link with its own text": f'<a href="{LINK}">{LINK}</a>',
    "JSON as servers write it": json.dumps({"a": LINK, "b": 1}).replace("&", r"\u0026"),
    "settings as JSON": json.dumps(SETTINGS | {"networkShape": [3, 2], "noise": 10, "x": True}),
    "an e-mail's source": LINK.replace("=", "=3D").replace("&noise", "=\n&noise"),
    "an answered e-mail": "> " + LINK.replace("&noise", "&\n> noise"),
    "lines of 13": "\r\n".join(LINK[at : at + 13] for at in range(0, len(LINK), 13)),
    "a line a field": HASH.replace("&", "\n"),
    "spaces": LINK.replace("&", " & ").replace("=", " = "),
    "spaces alone": HASH.replace("&", " "),
    "typeset": LINK.replace("-", "–").replace("&", "＆"),
    "LaTeX over lines": LINK.replace("&", "&%\n"),
    "a list encoded": LINK.replace("3,2", "3%2C%202"),
    "nothing to be seen": "\ufeff" + LINK.replace("&", "\u200b&\u00ad"),
    "another order": HOST + "#" + "&".join(reversed(HASH.split("&"))),
    "the seed last": f"It is {LINK.replace('&seed=0.27182', '')}&seed=0.27182.",
    "a field twice": f"{LINK}&noise=10",
    "more of the Playground's own": f"{LINK}&seed_hide=true&showTestData=true&cosX=false",
}


@pytest.mark.parametrize(
    "text",
    [one["text"] for one in CARRIED["links"]] + list(KIN.values()),
    ids=[one["kind"] for one in CARRIED["links"]] + list(KIN),
)
def test_a_link_is_read_however_it_is_carried(text):
    config, notices = read_link(text)
    assert notices == []
    asked = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in CARRIED["expected"].items()
    }
    assert config == Config(**asked)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{LINK}&foo=1", "'foo' is no setting"),
        (LINK.replace("xTimesY", "cosX"), "cosX is no input"),
        (f"{LINK[:150]}…", "cut off"),
        ("#noise=5&networkShape=3,\n2", "networkShape is '3,'"),
        (f"{LINK}&seed", "seed is given as"),
        ("#noise", "noise has no value"),
        (f"{LINK}&noise=20", "noise is given as '10' and '20'; the last one is taken"),
        (f"{LINK}\n{LINK.replace('relu', 'tanh')}", "several links"),
        ("https://bit.ly/abc", "must be an address"),
    ],
)
def test_what_a_link_says_and_is_not_taken_is_named(text, says):
    assert says in " ".join(read_link(text)[1])


def test_a_link_of_100_kilobytes_is_not_read():
    for padding in ("", "9" * 100_000):
        config, notices = read_link(
            f"https://playground.tensorflow.org/#noise=5&tutorial={padding}"
        )
        assert config == (Config() if padding else Config(noise=5))
        assert [len(notice) < 200 for notice in notices] == ([True] if padding else [])


NAMES = st.sampled_from([*MALFORMED, *INPUTS, "initZero", "problem"]) | st.text(max_size=8)
VALUES = (
    st.text(max_size=30)
    | st.sampled_from(["nan", "-inf", "1e999", "9" * 400, "--1", "1_0", "٣", "0b1", "\x00", "4,,2"])
    | st.floats().map(str)
    | st.integers().map(str)
)


PIECES = [
    *re.split("(&|=|#)", LINK),
    ENCODED,
    "%25",
    "%26",
    "%3D",
    "&amp;",
    "\\",
    "\n",
    "{",
    '"',
    "…",
]


@settings(max_examples=cases(300))
@given(
    st.text(max_size=200)
    | st.lists(st.tuples(NAMES, VALUES), max_size=12).map(
        lambda pairs: "#" + "&".join("=".join(pair) for pair in pairs)
    )
    | st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
    | st.text().map(json.dumps)
)
def test_no_link_raises_and_every_answer_is_valid(url):
    config, notices = read_link(url)
    assert replace(config) == config  # checks every field again
    assert parse_link(url) == config
    assert all(notice.endswith(".") for notice in notices)
