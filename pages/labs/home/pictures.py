"""Five moving pictures, one a lab, each a question that leads to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from core.home import Film, Home
from pages.shared import player
from pages.shared.page.frame import PAGES
from pages.shared.player.films import quantised

DOTS = 120
"""Points that a small surface has room for."""
EVERY = 3
"""Frames of the large film for one of the small."""
HALF = 0.5
SHOWN = ("picture", "response", "grids", "largest", "mean", "rates", "accuracies")
_pictures = player.component(Path(__file__).with_suffix(".js"), "Five questions")


@dataclass(frozen=True)
class Question:
    """A question, the page that answers it, and the query parameters that open it there."""

    kind: str
    words: str
    page: str
    query: dict[str, str]


QUESTIONS = (
    Question("starts", "Why won't this one start?", "initialization", {}),
    Question("forgetting", "Forgetting", "shuffling", {}),
    Question("filter", "What does a filter see?", "convolution", {"lab": "Kernels on pictures"}),
    Question("pooling", "What does pooling lose?", "pooling", {}),
    Question("dropout", "Is 0.5 really best?", "dropout", {"lab": "Sweep"}),
)


def show(data: bytes) -> None:
    """Draw the pictures, and go where one of them leads; ``data`` is from ``packed``."""
    asked = _pictures(data=data, key="pictures", on_question_change=lambda: None).question
    if isinstance(asked, int | float) and int(asked) in range(len(QUESTIONS)):
        question = QUESTIONS[int(asked)]
        st.switch_page(PAGES[question.page].path, query_params=question.query)


def packed(home: Home) -> bytes:
    """Return the questions and everything that their pictures draw."""
    said = words(home)
    return player.encoded(
        {
            "questions": [
                {
                    "kind": one.kind,
                    "words": one.words,
                    "lab": PAGES[one.page].title,
                    "address": f"{one.page}?{urlencode(one.query)}" if one.query else one.page,
                    "says": said[one.kind],
                }
                for one in QUESTIONS
            ],
            "films": [small(home.pictures.a), small(home.pictures.b), small(home.sorted, EVERY)],
            "shown": {name: getattr(home.pictures, name) for name in SHOWN}
            | {"accuracy": home.sorted.accuracy[::EVERY]},
        }
    )


def small(film: Film, every: int = 1) -> dict[str, Any]:
    """Return one frame of ``every`` so many, and as many points as a small surface has room for."""
    stride = max(1, len(film.points) // DOTS)
    return {
        "surfaces": quantised(film.surface[::every]),
        "points": player.columns(film.points[::stride]),
        "reach": film.reach.tolist(),
    }


def words(home: Home) -> dict[str, str]:
    """Return what every picture shows, for who does not see it."""
    shown = home.pictures
    seeds = len(shown.accuracies)
    best = shown.rates[shown.accuracies.argmax(axis=1)]
    return {
        "starts": f"Two networks learn the same kind of data. The answers of A spread to "
        f"{strongest(shown.a)}, those of B to {strongest(shown.b)}.",
        "forgetting": "While one class alone is shown, the network calls everything by its name.",
        "filter": "A filter slides over a digit; beside it, what it answers at every place.",
        "pooling": f"One block in {len(shown.grids)} places: max pooling gives "
        f"{different(shown.largest)}, average pooling {different(shown.mean)}.",
        "dropout": f"One epoch with each of {len(shown.rates)} dropout probabilities, {seeds} "
        f"times over: 0.5 is best {int(np.isclose(best, HALF).sum())} times.",
    }


def strongest(film: Film) -> str:
    """Return how far from 0, at the most, the network answers at the end."""
    return f"{np.abs(film.surface[-1]).max():.2f}"


def different(answers: np.ndarray) -> str:
    """Return in words how many different answers there are."""
    count = len(np.unique(answers.reshape(len(answers), -1), axis=0))
    return "one answer" if count == 1 else f"{count} answers"
