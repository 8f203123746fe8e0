"""The terms of the labs, read from ``glossary.toml``, and their first occurrence in a text."""

import re
import tomllib
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What is no prose: code, formulae, links, bold and italic words, icons, headings, sources.
SKIPPED = (
    r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|\[[^\]]*\]\([^)]*\)|\*\*.*?\*\*|\*[^*\n]*\*|"
    r":[a-z]+/\w+:|^#+ .*?$|\bSources?: .*"
)


@dataclass(frozen=True)
class Term:
    """A term: how it is written, its definition in plain words, a formula, where it comes from.

    ``forms`` are other ways to write it; ``formula`` is LaTeX, or empty; ``sources`` are keys of
    ``core.teaching.references.REFERENCES``.
    """

    name: str
    definition: str
    forms: tuple[str, ...] = ()
    formula: str = ""
    sources: tuple[str, ...] = ()


def _term(fields: dict[str, Any]) -> Term:
    given: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in fields.items()
    }
    return Term(**given)


_WORDS = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
TERMS = {key: _term(fields) for key, fields in tomllib.loads(_WORDS).items()}
_WRITTEN = {form.lower(): key for key, term in TERMS.items() for form in (term.name, *term.forms)}
_TERM = "|".join(re.escape(form) for form in sorted(_WRITTEN, key=len, reverse=True))
_TOKENS = re.compile(rf"({SKIPPED})|(?<![\w-])({_TERM})(?![\w-])", re.I | re.S | re.M)


def mark(text: str, first: MutableMapping[str, str], write: Callable[[str, str], str]) -> str:
    """Return Markdown ``text`` with the first occurrence of each term as ``write(key, words)``.

    ``first`` remembers which text met a term first and is added to, so that of several texts only
    the first to name a term marks it, however often it is drawn. Code, formulae, links, bold and
    italic words, headings and what follows "Sources:" stay as they are.
    """
    here: set[str] = set()

    def marked(found: re.Match[str]) -> str:
        words = found.group(2)
        if words is None:
            return found.group()
        key = _WRITTEN[words.lower()]
        if first.setdefault(key, text) != text or key in here:
            return found.group()
        here.add(key)
        return write(key, words)

    return _TOKENS.sub(marked, text)


def search(words: str) -> list[str]:
    """Return the keys of the terms whose name, forms or definition hold all of ``words``."""
    wanted = words.lower().split()
    return [
        key
        for key, term in TERMS.items()
        if all(
            word in " ".join((term.name, *term.forms, term.definition)).lower() for word in wanted
        )
    ]
