"""The Python in a pasted text: without prompts, fences, magics and typography; every line stays.

Lines that are no code are emptied and not removed, so that a refusal names the visitor's line.
"""

import ast
import re
import textwrap
from collections.abc import Iterator

from core.engines.networks.reader import printed
from core.engines.networks.reader.budget import TOKEN_STEPS, Budget
from core.engines.networks.reader.refusals import Refusal

MOST_CHARACTERS = 100_000
PLAIN = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("\u00a0\u2007\u202f\u3000", " "),
        **dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060"),
        **dict.fromkeys("−–", "-"),
    }
)
FENCE = re.compile(r"^\s*(```|~~~)")
PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.|In \[\d*\]:|\.\.\.:)(?: |$)")
FIRST_PROMPT = re.compile(r"^[ \t]*(?:>>>|In \[\d*\]:)", re.MULTILINE)
MAGIC = re.compile(r"^\s*(?:%{1,2}\w|!|\?|#!)|^\s*[\w.]+\?{1,2}\s*$|^\s*(?:pip|conda) install ")
OPEN, CLOSED = "([{", ")]}"
TOKEN = re.compile(r"""#[^\n]*|'[^'\n]*'|"[^"\n]*"|\w+|[^\w\s]""")
PIECE = re.compile(r"""#[^\n]*|'[^'\n]*'|"[^"\n]*"|[^#'"()\[\]{}]+|.""", re.DOTALL)


def tree(text: str, budget: Budget) -> ast.Module:
    """Return the syntax tree of the code in ``text``, which runs nothing.

    Each token that Python looks through is paid for. Raises ``Refusal`` for text that is too long,
    or holds no Python.
    """
    if len(text) > MOST_CHARACTERS:
        raise Refusal(
            f"The text has {len(text):,} characters, but may have at most {MOST_CHARACTERS:,}."
        )
    unreadable = re.search("[\0\ud800-\udfff]", text)
    if unreadable:
        line = text.count("\n", 0, unreadable.start()) + 1
        raise Refusal("this character is no text, take it out.", line)
    first: SyntaxError | None = None
    tried: set[str] = set()
    for code in _readings("\n".join(re.split("\r\n?|\n", text.translate(PLAIN)))):
        if code in tried:
            continue
        tried.add(code)
        steps = TOKEN_STEPS * len(TOKEN.findall(code))
        if first and steps > budget.left:
            break
        budget.spend(steps)
        try:
            return ast.parse(code)
        except SyntaxError as error:
            first = first or error
        except (ValueError, RecursionError, MemoryError):
            raise Refusal("the code nests too deeply to be read.", 1) from None
    assert first is not None
    raise Refusal(_not_python(text, first), first.lineno or 1)


def _lines_of_code(text: str) -> str:
    """Return a text with what stands outside fences and behind no prompt emptied."""
    lines = text.split("\n")
    if any(FENCE.match(line) for line in lines):
        lines = list(_fenced(lines))
    if FIRST_PROMPT.search("\n".join(lines)):
        lines = [PROMPT.sub("", line) if PROMPT.match(line) else "" for line in lines]
    return "\n".join(lines)


def _fenced(lines: list[str]) -> Iterator[str]:
    """Yield the lines between fences, or all of them where a lone fence stands in between."""
    fences = sum(bool(FENCE.match(line)) for line in lines)
    inside = fences == 1
    for line in lines:
        if FENCE.match(line):
            inside = fences == 1 or not inside
            yield ""
        else:
            yield line if inside else ""


def _readings(text: str) -> Iterator[str]:
    """Yield what the text may be, the plainest first."""
    yield textwrap.dedent(text)
    code = _lines_of_code(text)
    shown = printed.part(text) or printed.part(code)
    if shown:
        yield printed.as_code(shown)
    yield textwrap.dedent(code)
    bare = textwrap.dedent(
        "\n".join("" if MAGIC.match(line) else line for line in code.split("\n"))
    )
    yield bare
    yield _hanging(bare)
    closed = _balanced(bare)
    yield closed
    yield f"nn.Sequential({closed}\n)"


def _hanging(code: str) -> str:
    """Return code whose first line lost its indentation in copying."""
    first, _, rest = code.partition("\n")
    return f"{first.lstrip()}\n{textwrap.dedent(rest)}"


def _balanced(code: str) -> str:
    """Return code without brackets that close nothing, and with those closed that stay open."""
    kept, waiting = [], []
    for part in PIECE.findall(code):
        if part in OPEN:
            waiting.append(CLOSED[OPEN.index(part)])
        elif part in CLOSED:
            if not waiting or waiting[-1] != part:
                continue
            waiting.pop()
        kept.append(part)
    return textwrap.dedent("".join(kept)) + "".join(reversed(waiting))


def _not_python(text: str, error: SyntaxError) -> str:
    if re.search(r"^[ \t]*Layer \(type", text, re.MULTILINE):
        return (
            "this is the table of a summary, which does not tell the layers' arguments; paste the "
            "class, or what print(model) writes."
        )
    if re.search(r"^[ \t]*(?:function|local)\b|nn\.Spatial|require ", text, re.MULTILINE):
        return "this is Lua or another language, not Python; paste the network in PyTorch."
    return (
        f"this is not Python ({error.msg}); paste a network in PyTorch, such as "
        "nn.Sequential(nn.Linear(2, 1))."
    )
