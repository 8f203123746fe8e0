"""Every stage is painted at once, plays smoothly, and answers the pointer that drags on it."""

import pytest

from tests.browser import speed, stages


@pytest.mark.parametrize("name", stages.STAGES)
def test_it_is_painted_plays_and_answers_the_pointer_in_time(page, name):
    """A second to the first frame, 30 frames a second, 50 ms to every answer."""

    def shares() -> list[float]:
        found = stages.measured(page, stages.STAGES[name])
        print(f"{name:14}{found}")
        return found.shares

    speed.assert_takes(page, shares, 1, "of what each is allowed, the worst")
