"""The Python in a pasted text: without prompts, fences, magics and typography; every line stays.

Lines that are no code are emptied and not removed, so that a refusal names the visitor's line.
"""

import ast
import re
import string
import textwrap
from collections.abc import Iterator

from core.engines.networks.reader import printed
from core.engines.networks.reader.budget import TOKEN_STEPS, Budget
from core.engines.networks.reader.refusals import Refusal

MOST_CHARACTERS = 100_000
MOST_TOKENS = 25_000
"""Python takes 1 to 5 microseconds to make a tree of one: the longest text 25 to 120 ms."""
PLAIN = {
    "\r\n": "\n",
    "\r": "\n",
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("\u00a0\u2007\u202f\u3000", " "),
    **dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060", ""),
    **dict.fromkeys("−–", "-"),
}
UNREADABLE = re.compile("[\0\ud800-\udfff]")
OF_LUA = re.compile(r"^[ \t]*+(?:function|local)\b", re.MULTILINE)
FENCE = re.compile(r"^\s*(```|~~~)")
PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d*\]:|\.\.\.:)(?: |$)")
FIRST_PROMPT = re.compile(r"^[ \t]*+(?:>>>|In \[\d*\]:)", re.MULTILINE)
MAGIC = re.compile(
    r"^[^\S\n]*+(?:(?:%{1,2}\w|!|\?|#!|(?:pip|conda) install ).*|[\w.]++\?{1,2}[^\S\n]*+)$",
    re.MULTILINE,
)
CLOSED = {"(": ")", "[": "]", "{": "}"}
BRACKET = re.compile(r"""#[^\n]*|'[^'\n]*'|"[^"\n]*"|\(|\)|\[|\]|\{|\}""")
SIGNS = string.punctuation.replace("_", "").encode()
NO_SIGNS = bytes(set(range(256)) - set(SIGNS))
BETWEEN_WORDS = bytes.maketrans(SIGNS, b" " * len(SIGNS))


def tree(text: str, budget: Budget) -> ast.Module:
    """Return the syntax tree of the code in ``text``, which runs nothing.

    Each token that Python looks through is paid for. Raises ``Refusal`` for text that is too long,
    or holds no Python.
    """
    if len(text) > MOST_CHARACTERS:
        raise Refusal(
            f"The text has {len(text):,} characters, but may have at most {MOST_CHARACTERS:,}."
        )
    unreadable = UNREADABLE.search(text)
    if unreadable:
        line = text.count("\n", 0, unreadable.start()) + 1
        raise Refusal("this character is no text, take it out.", line)
    plain = text
    for typed, meant in PLAIN.items():
        plain = plain.replace(typed, meant)
    first: SyntaxError | None = None
    tried: set[str] = set()
    for code in _readings(plain):
        if code in tried:
            continue
        tried.add(code)
        tokens = _tokens(code)
        if tokens > MOST_TOKENS:
            raise Refusal(
                f"The code has {tokens:,} words and signs, but may have at most {MOST_TOKENS:,}."
            )
        if first and TOKEN_STEPS * tokens > budget.left:
            break
        budget.spend(TOKEN_STEPS * tokens)
        try:
            return ast.parse(code)
        except SyntaxError as error:
            first = first or error
        except (ValueError, RecursionError, MemoryError):
            raise Refusal("the code nests too deeply to be read.", 1) from None
    assert first is not None
    raise Refusal(_not_python(text, first), first.lineno or 1)


def _tokens(text: str) -> int:
    """Return how many words and signs a text has, those in quotes and comments among them."""
    written = text.encode()
    return len(written.translate(None, NO_SIGNS)) + len(written.translate(BETWEEN_WORDS).split())


def _lines_of_code(text: str) -> str:
    """Return a text with what stands outside fences and behind no prompt emptied."""
    if "```" in text or "~~~" in text:
        text = "\n".join(_fenced(text.split("\n")))
    if FIRST_PROMPT.search(text):
        lines = text.split("\n")
        text = "\n".join(PROMPT.sub("", line) if PROMPT.match(line) else "" for line in lines)
    return text


def _fenced(lines: list[str]) -> Iterator[str]:
    """Yield the lines between fences, or all of them where fewer than two stand in between."""
    fences = sum(bool(FENCE.match(line)) for line in lines)
    inside = fences < 2
    for line in lines:
        if FENCE.match(line):
            inside = fences < 2 or not inside
            yield ""
        else:
            yield line if inside else ""


def _readings(text: str) -> Iterator[str]:
    """Yield what the text may be, the plainest first."""
    yield _dedented(text)
    code = _lines_of_code(text)
    shown = next((one for one in map(printed.part, dict.fromkeys((text, code))) if one), "")
    if shown:
        yield printed.as_code(shown)
    yield _dedented(code)
    bare = _dedented(MAGIC.sub("", code))
    yield bare
    yield _hanging(bare)
    closed = _balanced(bare)
    yield closed
    yield f"nn.Sequential({closed}\n)"


def _dedented(code: str) -> str:
    """Return code without the indentation of all its lines; the first one tells whether any is."""
    before = code[: len(code) - len(code.lstrip())]
    return textwrap.dedent(code) if before.rpartition("\n")[2] else code


def _hanging(code: str) -> str:
    """Return code whose first line lost its indentation in copying."""
    first, _, rest = code.partition("\n")
    return f"{first.lstrip()}\n{_dedented(rest)}"


def _balanced(code: str) -> str:
    """Return code without brackets that close nothing, and with those closed that stay open."""
    kept, waiting, done = [], [], 0
    for found in BRACKET.finditer(code):
        part = found[0]
        if part in CLOSED:
            waiting.append(CLOSED[part])
        elif waiting and waiting[-1] == part:
            waiting.pop()
        elif part in CLOSED.values():
            kept.append(code[done : found.start()])
            done = found.end()
    return _dedented("".join(kept) + code[done:]) + "".join(reversed(waiting))


def _not_python(text: str, error: SyntaxError) -> str:
    if "Layer (type" in text:
        return (
            "this is the table of a summary, which does not tell the layers' arguments; paste the "
            "class, or what print(model) writes."
        )
    if "nn.Spatial" in text or "require " in text or OF_LUA.search(text):
        return "this is Lua or another language, not Python; paste the network in PyTorch."
    return (
        f"this is not Python ({error.msg}); paste a network in PyTorch, such as "
        "nn.Sequential(nn.Linear(2, 1))."
    )
