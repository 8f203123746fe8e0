"""What ``print(model)`` writes, turned back into code that makes the layers it lists."""

import re
from typing import NamedTuple

from core.engines.networks.reader import layers

ITEM = re.compile(r"^(\s*)\(([^()]*)\): (?:(\d+) x )?(\w+)\((.*)$")
NAMED = "): "
"""Stands in every line that names a part."""
HEAD = re.compile(r"^(\s*)(\w+)\($")
CONTAINERS = {"ModuleList", "ModuleDict", "Sequential"}
OF_ATTENTION = "NonDynamicallyQuantizableLinear"
WRITTEN_OTHERWISE = {OF_ATTENTION: "Linear", "LayerNorm2d": "LayerNorm"}
"""Layers with the same parameters; the last one of an attention stands for the first as well."""
JOINING = re.compile(
    r"(?i)residual|bottleneck|squeeze|attention|inception|fire|dense|skip|branch|fusion|gate"
    r"|transformer|cell|^(?:up|down|se)$|(?<!conv)(?<!convbn)(?:block|unit|layer)"
)
"""Names of blocks that are more than a row: what they join, and how, stands in forward alone."""
JOINED = re.compile(r"(?i)downsample|shortcut|skip|branch|attn|attention|residual|lateral")
OF_PICTURES = re.compile(r"^(?:Conv|\w*Pool|BatchNorm|InstanceNorm)\w*[23]d$")
KEEPING = frozenset(
    ("ReLU", "LeakyReLU", "GELU", "SiLU", "Tanh", "Dropout", "Dropout2d", "Sequential")
)
FLATTEN = '("flatten", nn.Flatten()), '
OUTPUT = re.compile(r"^\s*(?:Out *\[\d+\]:|\d+: *(?=\w+\($)) *(?=\w)|^(?:>>>|In *\[\d*\]:).*$")
MORE = re.compile(r"\bclass |\bdef |\bnn\.|^\s*\(\w+\): ", re.MULTILINE)
INNER = re.compile(r"in_features=(\d+)")
BARE_WORD = re.compile(r"\b(\w+)=([A-Za-z_]\w*)(?=[,)\s]|$)")


def is_printed(code: str) -> bool:
    """Return whether the first line opens a module and the next one names a part of it."""
    lines = [line for line in code.split("\n") if line.strip()]
    return bool(lines) and (
        any(ITEM.match(line) for line in lines)
        and all(
            ITEM.match(line) or HEAD.match(line) or line.strip() in {")", "),"} for line in lines
        )
    )


def own_classes(code: str) -> list[str]:
    """Return the classes whose ``forward`` is not in what was printed: their parts run in order."""
    found = [HEAD.match(line) or ITEM.match(line) for line in code.split("\n")]
    names = [
        one[2] if one.re is HEAD else one[4]
        for one in found
        if one and (one.re is HEAD or one[5] == "")
    ]
    return [name for name in dict.fromkeys(names) if name not in CONTAINERS]


class Shown(NamedTuple):
    """The classes of a print whose ``forward`` is not in it, and those that join branches there."""

    own: tuple[str, ...]
    joining: tuple[str, ...]


def shown(text: str) -> Shown | None:
    """Return the classes of the print that a text is, or ``None`` where it has none of its own."""
    code = part(text)
    own = tuple(own_classes(code))
    return Shown(own, tuple(_joining(code))) if own else None


def part(text: str) -> str:
    """Return the print in a text, in its own lines, or nothing where the text is more than that."""
    if NAMED not in text:
        return ""
    lines = [OUTPUT.sub("", line) for line in text.split("\n")]
    heads = [
        place
        for place, line in enumerate(lines[:-1])
        if HEAD.match(line) and ITEM.match(lines[place + 1])
    ]
    start = heads[0] if heads else 0
    end = next((i for i in range(start, len(lines)) if lines[i] == ")"), len(lines) - 1)
    around = "\n".join([*lines[:start], *lines[end + 1 :]])
    code = "\n".join(["" if i < start else line for i, line in enumerate(lines[: end + 1])])
    return code if is_printed(code) and not MORE.search(around) else ""


def _joining(code: str) -> list[str]:
    """Return the classes of which a print does not tell how they put their parts together."""
    items = [found for line in code.split("\n") if (found := ITEM.match(line))]
    blocks = [one[4] for one in items if one[5] == "" and JOINING.search(one[4])]
    leaves = [one[4] for one in items if one[5] and _layer_of_torch(one[4]) is None]
    parts = [one[2] for one in items if JOINED.search(one[2])]
    return list(dict.fromkeys([*blocks, *leaves])) or (own_classes(code) if parts else [])


def _layer_of_torch(kind: str) -> object:
    return layers.kind(WRITTEN_OTHERWISE.get(kind, kind))


def as_code(printed: str) -> str:
    """Return Python that makes what was printed, line for line.

    Where a class of the text has pictures before a linear layer, a function flattens them that is
    not printed: the same is done there.
    """
    closing: list[str] = []
    lines, pictures = [], False
    own = bool(own_classes(printed))
    for line in printed.split("\n"):
        kind = getattr(ITEM.match(line), "group", lambda _: "")(4)
        flattened = pictures and kind == "Linear" and own
        lines.append(FLATTEN * flattened + _line(line, closing, own))
        pictures = OF_PICTURES.search(kind) is not None or (pictures and kind in KEEPING)
    return "\n".join(lines) + "".join(reversed(closing))


def _line(line: str, closing: list[str], own: bool) -> str:
    head, item = HEAD.match(line), ITEM.match(line)
    if head:
        closing.append("]))")
        return "nn.Sequential(OrderedDict(["
    if item:
        _, name, times, kind, rest = item.groups()
        before, after = ("nn.Sequential(*[", f" for _ in range({times})])") if times else ("", "")
        if rest:
            size = INNER.match(rest)
            inner = f"('inner', nn.Linear({size[1]}, 3 * {size[1]})), " if size else ""
            inner = inner if kind == OF_ATTENTION else ""
            return f"{inner}({name!r}, {before}{_layer(kind, rest, own)}{after}),"
        closing.append(f"])){after}),")
        return f"({name!r}, {before}nn.Sequential(OrderedDict(["
    return closing.pop() if line.strip() and closing else ""


def _layer(kind: str, rest: str, own: bool) -> str:
    """Return the call that makes a layer; words that stand without quotes get them."""
    quoted = BARE_WORD.sub(
        lambda found: (
            found[0] if found[2] in {"True", "False", "None"} else f"{found[1]}={found[2]!r}"
        ),
        rest,
    )
    own = own and _layer_of_torch(kind) is None
    return f"nn.{'Identity' if own else WRITTEN_OTHERWISE.get(kind, kind)}({quoted}"
