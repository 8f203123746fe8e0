"""The guided tours: one lesson for each lab, by the lab's page."""

from collections.abc import Iterator, Mapping
from importlib import import_module

from core.teaching.lesson import Lesson

VERSION = 1
LABS = ("initialization", "shuffling", "convolution", "pooling", "dropout")


class Lessons(Mapping[str, Lesson]):
    """The lesson of each of ``LABS``, loaded with its experiments when it is asked for."""

    def __getitem__(self, lab: str) -> Lesson:
        """Return a lab's lesson."""
        if lab not in LABS:
            raise KeyError(lab)
        return import_module(f"core.{lab}.lesson").LESSON

    def __contains__(self, lab: object) -> bool:
        """Say whether it is a lab, which takes no loading."""
        return lab in LABS

    def __iter__(self) -> Iterator[str]:
        """Go through the labs in their order."""
        return iter(LABS)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(LABS)


LESSONS = Lessons()
