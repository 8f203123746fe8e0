"""The settings that a Playground link carries, however it was carried here.

A link is read out of prose, Markdown, HTML or JSON, in any encoding, with or without its host.
What it does not say keeps the Playground's default; what cannot be taken is named.
"""

import html
import json
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from core.engines import planar
from core.engines.playground.backpropagation import ACTIVATIONS, PENALTIES
from core.engines.playground.engine import INPUTS, POINTS, Config
from core.limits import check_choice, quoted

MAX_LINK_LENGTH = 4_000
ENCODINGS = 6
"""How many encodings around one another are taken off."""
WORDS = {"true": True, "1": True, "yes": True, "on": True} | dict.fromkeys(
    ("false", "0", "no", "off"), False
)
NOTHING = re.compile(
    r"(https?://(playground\.tensorflow\.org|\S*/playground)/?)?[?#]?[&=]*", re.IGNORECASE
)
"""An address of the Playground that carries no setting."""
PRINTED = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF], "") | dict.fromkeys(
    [*range(0x2010, 0x2016), 0x2212], "-"
)
"""What is not to be seen, and the dashes that a typesetter makes of a hyphen."""
NEXT_LINK = re.compile(r"(?=https?:/)|(?<![\w./-])(?=playground\.tensorflow\.org)", re.IGNORECASE)
ENDS = "\\s\"'<>`“”‘’«»"


def parse_link(text: str) -> Config:
    """Return the settings of the Playground link in ``text``; see ``read_link``."""
    return read_link(text)[0]


def read_link(text: str) -> tuple[Config, list[str]]:
    """Return the settings of the Playground link in ``text``, and a sentence for each not taken.

    What is missing or cannot be taken keeps the Playground's default. A text longer than 4,000
    characters is not read at all.
    """
    if len(text) > MAX_LINK_LENGTH:
        return Config(), [
            f"The link has {len(text):,} characters, but must have at most {MAX_LINK_LENGTH:,}."
        ]
    links = _links(text)
    if not links and NOTHING.fullmatch(text.strip()):
        return Config(), []
    if not links:
        return Config(), [
            f"The link is {quoted(text)}, but must be an address such as "
            "https://playground.tensorflow.org/#activation=tanh. The Playground's own start is "
            "shown instead."
        ]
    chosen = max(links, key=_known)
    config, notices = _settings(chosen)
    if any(_known(link) > 1 and not set(link) <= set(chosen) for link in links):
        notices.append("There are several links here; the one that says most is taken.")
    return config, notices


# ---------------------------------------------------------------- finding the links

Link = list[tuple[str, str]]
"""Names and values, in the order in which they stand."""


def fields(text: str) -> Link:
    """Return what that link in ``text`` says which says most; nothing where there is none."""
    links = _links(text) if len(text) <= MAX_LINK_LENGTH else []
    return max(links, key=_known, default=[])


def _links(text: str, encodings: int = ENCODINGS) -> list[Link]:
    """Return every link in ``text``, at that depth of encoding at which they say most."""
    plain = _plain(text)
    found = [[link for part in NEXT_LINK.split(plain) if (link := _fields(part))]]
    if encodings and re.search("%[0-9a-fA-F]{2}", plain):
        wrapped = [_links(unquote(part), encodings - 1) for part in plain.split("&")]
        found += [sum(wrapped, []), _links(unquote(plain), encodings - 1)]
    return max(found, key=lambda links: max(map(_known, links), default=0))


def _known(link: Link) -> int:
    return len({name for name, _ in link} & FIELDS.keys())


def _plain(text: str) -> str:
    """Return ``text`` without what HTML, JSON, Markdown, LaTeX or an e-mail have put into it."""
    text = _of_object(text) or text
    text = re.sub(r"\\u00([0-9a-fA-F]{2})", lambda code: chr(int(code[1], 16)), text)
    while text != (text := re.sub(r"&(#?\w+);", lambda entity: html.unescape(entity[0]), text)):
        pass
    text = re.sub(r"&amp(?=\w)", "&", text).replace("®", "&reg")  # browsers read &reg as that
    text = unicodedata.normalize("NFKC", text.replace("\\", "").translate(PRINTED))
    if guarded := re.search(r"urldefense\S*/v2/\S*\bu=([^&\s]*)", text):
        text = unquote(guarded[1].replace("-", "%").replace("_", "/"))
    if text.count("=3D") > 1:
        text = re.sub(r"=\r?\n", "", text).replace("=3D", "=")
    text = re.sub(r"%?[ \t]*\n[> \t]*", "\n", text)
    return text if "&" in text else SEPARATED.sub("&", text)


def _of_object(text: str) -> str:
    """Return a JSON object of settings as a link writes them, or nothing where there is none."""
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(given, dict) or not FIELDS.keys() & given.keys():
        return ""
    written = {
        name: json.dumps(value, ensure_ascii=False).strip('[]"')
        for name, value in given.items()
        if value is not None
    }
    return "&".join(map("=".join, written.items()))


def _fields(text: str) -> Link:
    """Return the names and values of the one link in ``text``; none where no name is known."""
    rest = text.partition("#")[2]
    for part in (rest, text):
        link = [_field(one) for one in part.split("&")]
        known = [place for place, (name, _) in enumerate(link) if name in SEEN]
        if known:
            head, tail = link[: known[-1]], "&".join(part.split("&")[known[-1] :])
            return [one for one in head if one != ("", "")] + _ending(tail)
    return []


def _field(text: str) -> tuple[str, str]:
    """Return the name and the value of what stands between two ``&``, without white space."""
    before, equals, value = text.partition("=")
    words = re.findall(r"[A-Za-z_]+", before)
    closed = re.search(r"[A-Za-z_]*$", re.sub(r"\s", "", before))
    names = [closed[0] if closed else "", *words[-1:]]
    value = re.sub(r"\s", "", value)
    for name in names:
        if equals and name.lower() in SPELLED:
            return SPELLED[name.lower()], value
    return (names[0], value) if equals else (before.strip(), "")


def _ending(text: str) -> Link:
    """Return the last known field of a link and what follows it up to where the link ends."""
    name, (_, _, value) = _field(text)[0], text.partition("=")
    run, *more = re.split("&", re.split(f"[{ENDS}]", value.lstrip())[0])
    run = re.split(r"[()\[\]{}|]", run)[0]
    cut = run.endswith("…") or run.endswith("...")
    if not re.match(r"[\d,]*,\s+\d", value.lstrip()):
        run = run.rstrip(".,;:!?*_~…")
    whole = re.sub(r"\s", "", value)
    for choice in CHOICES.get(name, ()):
        broken = choice.startswith(run) and whole.startswith(choice)
        if broken or re.match(f"{choice}(?![a-zA-Z0-9-])", run, re.IGNORECASE):
            run = run[: len(choice)] if len(run) >= len(choice) else choice
    link = [(name, run), *(_field(one) for one in more if one)]
    return [*link, ("…", "")] if cut else link


# ---------------------------------------------------------------- taking the settings


def _settings(link: Link) -> tuple[Config, list[str]]:
    """Return the settings that ``link`` carries, and a sentence for each one not taken."""
    given, notices = dict(link), _unknown(link)
    config, problem = Config(), Config().problem
    if given.get("problem"):
        try:
            problem = _read("problem", given["problem"])
        except ValueError as error:
            notices.append(str(error))
    if problem == "regression":
        config = replace(config, dataset="reg-plane")
    switches = {name: name in config.inputs for name in INPUTS}
    for name, value in given.items():
        if name not in FIELDS or name == "problem" or not (value or name == "networkShape"):
            continue
        try:
            taken = _read(name, value)
            if name in INPUTS:
                switches[name] = taken
            elif name == DATA[problem] or name not in DATA.values():
                config = replace(config, **{FIELDS[name][0]: taken})
        except ValueError as error:
            notices.append(str(error))
    notices += [
        f"{name} is {value!r}, which the original takes for true; here it is false."
        for name, value in given.items()
        if name in FLAGS and WORDS.get(value.lower()) is False and value != "false"
    ]
    chosen = tuple(name for name in INPUTS if switches[name])
    if not chosen:
        notices.append("The link switches every input off; x and y are used.")
    return replace(config, inputs=chosen or config.inputs), notices


def _unknown(link: Link) -> list[str]:
    """Name what ``link`` says that no setting is, or says twice."""
    notices = []
    for name, value in dict.fromkeys(link):
        if "…" in name or name.endswith("..."):
            notices.append("The link is cut off; what is missing keeps the Playground's default.")
        elif name in FIELDS and not (value or name == "networkShape"):
            notices.append(f"{name} has no value and keeps the Playground's default.")
        elif name in ("cosX", "cosY") and WORDS.get(value.lower()) is not False:
            notices.append(f"{name} is no input of the Playground's networks and is left out.")
        elif name not in SEEN and not name.endswith("_hide"):
            notices.append(f"{quoted(name)} is no setting of the Playground and is left out.")
    for name in dict.fromkeys(name for name, _ in link if name in FIELDS):
        values = list(dict.fromkeys(value for one, value in link if one == name))
        if len(values) > 1:
            said = " and ".join(map(quoted, values[:2]))
            notices.append(f"{name} is given as {said}; the last one is taken, as by the original.")
    return notices


def _read(name: str, text: str) -> Any:
    """Return the value of a field, with as many encodings taken off as it takes to read it."""
    read, decoded = FIELDS[name][1], text
    for _ in range(ENCODINGS):
        try:
            return read(name, decoded)
        except ValueError as error:
            if decoded == (decoded := re.sub(r"\s", "", unquote(decoded))):
                raise ValueError(str(error).replace(quoted(decoded), quoted(text))) from None
    raise ValueError(f"{name} is {quoted(text)}, which cannot be read.")


def _number(name: str, text: str) -> float:
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text, re.ASCII | re.IGNORECASE):
        raise ValueError(f"{name} is {quoted(text)}, but must be a number.")
    number = float(text)
    return int(number) if number.is_integer() else number


def _numbers(name: str, text: str) -> tuple[int, ...]:
    if not re.fullmatch(r"(\d+(,\d+)*)?", text, re.ASCII):
        raise ValueError(f"{name} is {quoted(text)}, but must be numbers with commas between them.")
    return tuple(int(part) for part in text.split(",") if part)


def _flag(name: str, text: str) -> bool:
    if text.lower() not in WORDS:
        raise ValueError(f"{name} is {quoted(text)}, but must be true or false.")
    return WORDS[text.lower()]


def _one_of(choices: Any) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        check_choice(name, text, choices)
        return text

    return read


DATA = {"classification": "dataset", "regression": "regDataset"}
FIELDS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "problem": ("", _one_of(tuple(POINTS))),
    "dataset": ("dataset", _one_of(planar.DATASETS)),
    "regDataset": ("dataset", _one_of(planar.REGRESSIONS)),
    "noise": ("noise", _number),
    "percTrainData": ("train_percent", _number),
    "seed": ("seed", lambda _, text: unquote(text)),
    "networkShape": ("hidden", _numbers),
    "activation": ("activation", _one_of(ACTIVATIONS)),
    "initZero": ("zero_start", _flag),
    "batchSize": ("batch_size", _number),
    "learningRate": ("learning_rate", _number),
    "regularization": ("regularization", _one_of(PENALTIES)),
    "regularizationRate": ("regularization_rate", _number),
} | {name: ("inputs", _flag) for name in INPUTS}
"""What of a link is taken: the setting's own name, and how it is read."""
LOOKS = ("showTestData", "discretize")
SEEN = {*FIELDS, *LOOKS, "collectStats", "hideText", "tutorial", "cosX", "cosY"}
"""What the original writes into its links besides the names of what it hides."""
SPELLED = {name.lower(): name for name in SEEN}
SEPARATED = re.compile(f"(?<![;,|\\s])[;,|\\s]++(?=({'|'.join(SEEN)})\\s*=)", re.IGNORECASE)
"""What separates the fields of a link that has lost its ``&``."""
FLAGS = {"initZero", *INPUTS}
CHOICES: dict[str, Collection[str]] = {
    "problem": POINTS,
    "dataset": planar.DATASETS,
    "regDataset": planar.REGRESSIONS,
    "activation": ACTIVATIONS,
    "regularization": PENALTIES,
    **dict.fromkeys((*FLAGS, *(SEEN - FIELDS.keys())), tuple(WORDS)),
}
