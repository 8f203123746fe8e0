"""What ``print(model)`` writes, turned back into code that makes the layers it lists."""

import re

ITEM = re.compile(r"^(\s*)\(([^()]*)\): (?:(\d+) x )?(\w+)\((.*)$")
HEAD = re.compile(r"^(\s*)(\w+)\($")
CONTAINERS = {"ModuleList", "ModuleDict", "Sequential"}
WRITTEN_OTHERWISE = {"NonDynamicallyQuantizableLinear": "Linear"}
OF_PICTURES = re.compile(r"^(?:Conv|\w*Pool|BatchNorm|InstanceNorm)\w*[23]d$")
KEEPING = frozenset(
    ("ReLU", "LeakyReLU", "GELU", "SiLU", "Tanh", "Dropout", "Dropout2d", "Sequential")
)
FLATTEN = '("flatten", nn.Flatten()), '
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
        lines.append(FLATTEN * flattened + _line(line, closing))
        pictures = OF_PICTURES.search(kind) is not None or (pictures and kind in KEEPING)
    return "\n".join(lines) + "".join(reversed(closing))


def _line(line: str, closing: list[str]) -> str:
    head, item = HEAD.match(line), ITEM.match(line)
    if head:
        closing.append("]))")
        return "nn.Sequential(OrderedDict(["
    if item:
        _, name, times, kind, rest = item.groups()
        before, after = ("nn.Sequential(*[", f" for _ in range({times})])") if times else ("", "")
        if rest:
            return f"({name!r}, {before}{_layer(kind, rest)}{after}),"
        closing.append(f"])){after}),")
        return f"({name!r}, {before}nn.Sequential(OrderedDict(["
    return closing.pop() if line.strip() and closing else ""


def _layer(kind: str, rest: str) -> str:
    """Return the call that makes a layer; words that stand without quotes get them."""
    quoted = BARE_WORD.sub(
        lambda found: (
            found[0] if found[2] in {"True", "False", "None"} else f"{found[1]}={found[2]!r}"
        ),
        rest,
    )
    return f"nn.{WRITTEN_OTHERWISE.get(kind, kind)}({quoted}"
