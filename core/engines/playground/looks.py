"""What a Playground link says of the page around the networks: what is shown, what is hidden."""

from core.engines.playground.links import LOOKS, WORDS, fields
from core.limits import quoted


def read_looks(text: str) -> tuple[dict[str, bool], list[str]]:
    """Return those of ``LOOKS`` that the link in ``text`` names, and a sentence for what it hides.

    What it hides, and the tutorial that it opens, are parts of the original's page alone.
    """
    link = dict(fields(text))
    looks = {name: _holds(link[name]) for name in LOOKS if name in link}
    hidden = [name for name, value in link.items() if _hides(name) and _holds(value)]
    notices = []
    if hidden:
        names = ", ".join(quoted(name) for name in hidden[:4]) + ", …" * (len(hidden) > 4)
        notices.append(f"{names}: hidden by the original, but here every control is shown.")
    if link.get("tutorial", "false") not in {"", "false"}:
        notices.append(f"The tutorial {quoted(link['tutorial'])} is on the original's page alone.")
    return looks, notices


def _hides(name: str) -> bool:
    return name.endswith("_hide") or name == "hideText"


def _holds(value: str) -> bool:
    return WORDS.get(value.lower(), False)
