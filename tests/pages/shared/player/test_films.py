from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pages.shared.player.films import Film, Units, pack, quantised
from tests.pages.packed import decoded

NAN = float("nan")


def film(frames=4, side=3, count=5, **changed):
    random = np.random.default_rng(frames)
    whole = Film(
        name="negatives first",
        updates=np.arange(frames) * 7,
        surface=random.uniform(-1, 1, (frames, side, side)),
        accuracy=random.uniform(0, 1, (frames, 2)),
        shown=random.uniform(-1, 1, frames - 1),
        points=np.column_stack([random.normal(size=(count, 2)), np.ones(count)]),
        reach=(-6.0, 6.0, -5.0, 5.0),
    )
    return replace(whole, **changed)


@st.composite
def films(draw):
    frames, side = draw(st.integers(1, 4)), draw(st.integers(2, 5))
    points = draw(st.integers(0, 5))
    call = st.floats(-1, 1) | st.just(NAN)
    share = st.floats(0, 1) | st.just(NAN)
    steps = draw(st.lists(st.integers(1, 1_000), min_size=frames - 1, max_size=frames - 1))
    places = draw(arrays(float, (points, 2), elements=st.floats(-100, 100)))
    labels = draw(arrays(float, points, elements=st.sampled_from([-1.0, 1.0])))
    ends = [sorted(draw(st.sets(st.integers(-9, 9), min_size=2, max_size=2))) for _ in "xy"]
    return Film(
        name=draw(st.text(max_size=12)),
        updates=np.cumsum([0, *steps]),
        surface=draw(arrays(float, (frames, side, side), elements=call)),
        accuracy=draw(arrays(float, (frames, 2), elements=share)),
        shown=draw(arrays(float, frames - 1, elements=st.floats(-1, 1))),
        points=np.column_stack([places, labels]),
        reach=(*map(float, ends[0]), *map(float, ends[1])),
        units=draw(st.none() | units(frames)),
    )


@st.composite
def units(draw, frames):
    layers, hidden = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    weight = st.floats(width=32)
    return Units(
        draw(arrays("float32", (frames, hidden, 3), elements=weight)),
        draw(arrays(bool, (frames, layers, hidden))),
    )


@given(st.lists(films(), min_size=1, max_size=3), st.integers(1, 2_000))
def test_everything_comes_back_from_the_bytes(given_films, epoch):
    header = decoded(pack(given_films, epoch))
    assert header["epoch"] == epoch
    for found, given_film in zip(header["films"], given_films, strict=True):
        assert found["name"] == given_film.name
        assert tuple(found["reach"]) == given_film.reach
        for field in ("updates", "accuracy", "shown"):
            wanted = getattr(given_film, field).astype("float32")
            np.testing.assert_array_equal(found[field], wanted)
        points = np.column_stack(list(found["points"].values()))
        np.testing.assert_array_equal(points, given_film.points.astype("float32"))
        if given_film.units:
            np.testing.assert_array_equal(found["lines"], given_film.units.lines)
            np.testing.assert_array_equal(found["dead"], given_film.units.dead)
        else:
            assert found["lines"].size == found["dead"].size == 0
        broken = found["surfaces"] == -128
        np.testing.assert_array_equal(broken, np.isnan(given_film.surface))
        error = np.abs(found["surfaces"] / 127 - given_film.surface)[~broken]
        assert np.all(error <= 1 / 127)


@given(st.floats(-1, 1))
def test_a_step_of_the_surface_calls_the_class_that_the_network_calls(answer):
    (step,) = quantised(np.array([answer]))
    assert np.sign(step) == np.sign(answer)
    assert -127 <= step <= 127


def test_the_ends_of_the_surface_are_exact():
    steps = quantised(np.array([-1.0, 0.0, 1.0, NAN]))
    assert steps.tolist() == [-127, 0, 127, -128]
    assert steps.dtype == np.int8


def test_arrays_of_any_memory_order_and_kind_are_packed_alike():
    plain = film()
    turned = replace(
        plain,
        updates=plain.updates.astype(float),
        surface=np.asfortranarray(plain.surface),
        points=np.asfortranarray(plain.points),
    )
    assert pack([turned], 10) == pack([plain], 10)
