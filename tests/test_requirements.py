"""Every package that comes with us is pinned, and what is installed is what is pinned.

This stands in for an audit of known vulnerabilities where its data cannot be reached: nothing is
here that nobody has looked at.
"""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
ASKED = ("requirements.txt", "tests/requirements.txt")
RECORDED = "constraints.txt"
"""What these need in turn. Not all is on every machine: PyTorch's CPU wheels have no CUDA."""
OF_PYTHON = "pip"


def read(name: str) -> dict[str, Requirement]:
    """Return what a file of requirements asks for, by name."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    asked = [Requirement(line) for line in lines if line and not line.startswith(("-", "#"))]
    return {canonicalize_name(one.name): one for one in asked}


def pinned(one: Requirement) -> bool:
    """Return whether one version and no other will do."""
    return any(part.operator == "==" and "*" not in part.version for part in one.specifier)


def needed(one: Requirement) -> Iterator[Requirement]:
    """Yield what an installed package needs here, with the extras that are asked for."""
    for text in distribution(one.name).requires or ():
        below = Requirement(text)
        extras = ("", *one.extras)
        if not below.marker or any(below.marker.evaluate({"extra": extra}) for extra in extras):
            yield below


def closure() -> dict[str, list[Requirement]]:
    """Return what is asked for and what that needs, and so on: by name, who asks what of it."""
    found: dict[str, list[Requirement]] = {}
    line = [one for name in ASKED for one in read(name).values()]
    seen = set()
    while line:
        one = line.pop()
        found.setdefault(canonicalize_name(one.name), []).append(one)
        if (key := (canonicalize_name(one.name), frozenset(one.extras))) not in seen:
            seen.add(key)
            line += needed(one)
    return found


def test_every_package_that_another_needs_is_pinned_too():
    recorded = read(RECORDED)
    assert all(map(pinned, recorded.values()))
    loose = {
        name
        for name, asked in closure().items()
        if name not in (*recorded, OF_PYTHON) and not any(map(pinned, asked))
    }
    assert loose == set(), f"these are not in {RECORDED}"


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_is_installed(name):
    wrong = {str(one): here for one, here in installed(name) if not here or not fits(one, here)}
    assert wrong == {}


def test_what_is_installed_beside_it_is_what_is_recorded():
    wrong = {str(one): here for one, here in installed(RECORDED) if here and not fits(one, here)}
    assert wrong == {}


def installed(name: str) -> Iterator[tuple[Requirement, str]]:
    """Yield what a file asks for, and the version that is installed, empty where none is."""
    for package, one in read(name).items():
        try:
            yield one, version(package)
        except PackageNotFoundError:
            yield one, ""


def fits(one: Requirement, here: str) -> bool:
    """Return whether the version that is installed is one that is asked for."""
    return one.specifier.contains(here, prereleases=True)
