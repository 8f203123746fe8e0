"""What is said of text that is not read: the first thing in the way, its line, and what to do."""

from dataclasses import dataclass

LONGEST_SOURCE = 60
LONGEST = 500
"""Characters of a sentence: what torch says of very long shapes is cut off."""


class Refusal(ValueError):
    """Text that is not read: one sentence, with the line of the first thing in the way."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        """Keep the line; the sentence begins with it where there is one."""
        self.line = line
        self.network = False
        one_line = " ".join(sentence[:LONGEST].split())
        super().__init__(f"Line {line}: {one_line}" if line else one_line)


@dataclass(frozen=True)
class Unknown:
    """A value that the text alone does not tell: what it came from, and where."""

    source: str
    line: int

    def __post_init__(self) -> None:
        """Shorten what it came from."""
        if len(self.source) > LONGEST_SOURCE:
            object.__setattr__(self, "source", self.source[: LONGEST_SOURCE - 1] + "…")

    def refusal(self, what: str, line: int) -> Refusal:
        """Return the refusal of ``what``, which this value was needed for."""
        return Refusal(
            f"{what} comes from {self.source} (line {self.line}), which is not part of what is "
            "read; put a plain value there.",
            line,
        )
