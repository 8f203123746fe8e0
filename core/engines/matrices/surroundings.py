"""What stands around a matrix: fences, prompts, comments, assignments and calls.

What would change the numbers, such as ``.T`` or ``nrow=2``, is left, and is then in the way.
"""

import re
from fractions import Fraction

MOST_LAYERS = 8
FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
PROMPT = re.compile(r"^[ \t]*(?:>>>|>>|In \[\d*\]:|julia>|octave:\d+>|>)(?: |$)", re.MULTILINE)
GOING_ON = re.compile(r"^[ \t]*(?:\.\.\.:?|\+)(?: |$)", re.MULTILINE)
OUTPUT = re.compile(r"^[ \t]*Out ?\[\d*\](?:\s*[:=]|//MatrixForm=)", re.MULTILINE)
COMMENT = re.compile(r"(?<![ \t])[ \t]*(?:#|(?<![:\d])//).*$|^[ \t]*%.*$", re.MULTILINE)
CONTINUED = re.compile(r"(?<=[;,])[ \t]*\.\.\.[ \t]*\n")
HEADLINE = re.compile(
    r"^[ \t]*(?:\d+[ \t]*[×x][ \t]*\d+ .*(?:Matrix|Array|Adjoint|Transpose|DataFrame).*"
    r"|\[\d+ rows? x \d+ columns?\]|shape: \(.*\)|Parameter containing:"
    r"|(?:import|from) [\w. ,]+(?: as \w+)?|using \w+)[ \t]*$",
    re.MULTILINE,
)
ASSIGNED = re.compile(
    r"\s*(?:[\w:]+(?:<[\w:<>, ]*>|(?:\[,*\])+) *)?"
    r"(?:(?:const|let|var|val|auto|static|double|float|int|long|final) +)*"
    r"(?!\d)\w[\w.]*(?:(?:\[\d*\])+)?(?: *: *[\w.\[\],; ]+)?\s*(?::=|<-|=)(?!=)\s*"
)
FACTOR = re.compile(r"^\s*(1\.0+e[+-]?\d+) *\*[ \t]*\n", re.IGNORECASE)
LEFT_OUT = re.compile(r"\.\.+|[…⋮⋯⋱]|\\[cdvl]?dots")
SCALAR = re.compile(
    r"\b(?:(?:np|numpy)\.(?:u?int|float|bool)\d*_?|tensor|Decimal|float)"
    r"\(\s*['\"]?([+-]?[\d.]+(?:e[+-]?\d+)?|nan|inf|-inf|True|False)['\"]?\s*\)"
)
NOT_FINITE = re.compile(r"\b(?:np|numpy|math|torch)\.(nan|inf)\b", re.IGNORECASE)
PRINTER = re.compile(r"\s*(?:MatrixForm|TableForm|Grid)\[(.*)\]\s*", re.DOTALL)
QUOTIENT = re.compile(r"\b(?:Fraction|Rational)\(\s*(-?\d+)\s*(?:,\s*(\d+)\s*)?\)")
CALL = re.compile(r"([^\W\d][\w.]*)\s*\((.*)\)", re.DOTALL)
MAKERS = re.compile(
    "as_?array|n?d?array|Array|(?:as_)?tensor|(?:Float|Double|Half)?Tensor|(?:as)?mat(?:rix)?"
    "|(?:Immutable|MutableDense|ImmutableDense)?Matrix|constant|Variable|convert_to_tensor"
    "|DataFrame|list|tuple|Parameter|print|MatrixForm|c"
)
ARGUMENT = re.compile(
    r",\s*(?:(?:dtype|device|requires_grad|grad_fn|copy|shape|size|names|columns|index)\s*=\s*"
    r"(?:<[^<>]*>|'[^']*'|\"[^\"]*\"|\([\d, ]*\)|\[[^\[\]]*\]|[\w.]+)"
    r"|(?:\w+\.)?(?:float|double|half|bool|complex)\w*)\s*,?\s*$"
)
ELEMENTS = re.compile(r"\s*(?:=\s*)?(?:(?:Float|Int|UInt)\d*|Any|Bool)?(?=[\[{])")
TYPE = re.compile(r"\s*(?:new\s+)?(?:\[\d*\])*(?:\w+)(?:\[[\d,]*\])*\s*(?=\{)")
QUOTED = re.compile(r"(['\"])([^'\"]*)\1")
TENSORFLOW = re.compile(r"<tf\.(?:Tensor|Variable)[^<>]*?numpy=\s*(.*)>", re.DOTALL)


def code(text: str) -> str:
    """Return ``text`` without fences, prompts and comments; of code and its output, the output."""
    text = FENCE.sub("", text)
    if found := list(OUTPUT.finditer(text)):
        text = text[found[-1].end() :]
    elif PROMPT.search(text):
        lines = text.split("\n")
        asked = [line for line in lines if PROMPT.match(line) or GOING_ON.match(line)]
        answered = [line for line in lines if line not in asked]
        if any(line.strip() for line in answered) and _balanced("\n".join(asked)):
            text = "\n".join(answered)
        else:
            text = GOING_ON.sub("", PROMPT.sub("", text))
    return HEADLINE.sub("", COMMENT.sub("", CONTINUED.sub("\n", text))).strip("\n")


def value(text: str) -> str:
    """Return what is assigned or made in ``text``, without its name and the calls around it."""
    text = QUOTIENT.sub(lambda one: f"{one[1]}/{one[2] or 1}", SCALAR.sub(r"\1", text))
    text = re.sub(r"^[ \t]*-[ \t]+(?=\[)", "", text, flags=re.MULTILINE)
    text = re.sub(r"\bvec!(?=\[)", "", NOT_FINITE.sub(r"\1", text))
    for _ in range(MOST_LAYERS):
        text = re.sub(r"(?<=[\])}]),$", "", text.rstrip(" \n;")).lstrip("\n")
        text = text[found.end() :] if (found := ASSIGNED.match(text)) else text
        text = text[found.end() :] if (found := TYPE.match(text)) else text
        text = text[found.end() :] if (found := ELEMENTS.match(text)) else text
        if found := TENSORFLOW.fullmatch(text.strip()):
            text = found[1]
        text = found[1] if (found := PRINTER.fullmatch(text)) else text
        called = CALL.fullmatch(text.strip())
        if called and not _balanced(called[2]):
            called = None
        if called and called[1] == "rbind":
            text = re.sub(r"\bc\(", "(", f"[{called[2]}]")
        elif called and MAKERS.fullmatch(called[1].rpartition(".")[2]):
            text = _first_argument(called[2])
            if not re.search(r"[\[({\"']", text):
                text = f"[{text}]"
        if (quoted := QUOTED.fullmatch(text.strip())) and re.search(r"[;\s]", quoted[2]):
            text = quoted[2]
    return text


def _first_argument(arguments: str) -> str:
    """Return ``arguments`` without those behind the first that leave the numbers as they are."""
    for _ in range(MOST_LAYERS):
        arguments = ARGUMENT.sub("", arguments)
    return arguments


def _balanced(text: str) -> bool:
    """Return whether every bracket in ``text`` is closed, and none that is not open."""
    depth = 0
    for sign in text:
        depth += (sign in "[({") - (sign in "])}")
        if depth < 0:
            return False
    return depth == 0


def factor(text: str) -> tuple[Fraction, str]:
    """Return the factor that MATLAB writes above a matrix, and the matrix below it."""
    found = FACTOR.match(text)
    return (Fraction(found[1]), text[found.end() :]) if found else (Fraction(1), text)
