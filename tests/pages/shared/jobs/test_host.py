import pytest

from pages.shared.jobs import host


@pytest.fixture
def secrets(monkeypatch, tmp_path):
    """The file of a host who sets nothing in the environment; it is not there yet."""
    for name in ("SCHEDULER", *map(str.upper, host.LIMITS)):
        monkeypatch.delenv(f"BACKPROP_LAB_{name}", raising=False)
    monkeypatch.setattr(host, "SECRETS", tmp_path / "secrets.toml")
    return host.SECRETS


def test_a_setting_comes_from_the_environment_or_the_secrets(monkeypatch, secrets):
    secrets.write_text('scheduler = "tcp://one:8786"\nwaiting = 3')
    assert host.setting("scheduler") == "tcp://one:8786"
    assert host.limit("waiting") == 3
    monkeypatch.setenv("BACKPROP_LAB_SCHEDULER", "tcp://other:8786")
    assert host.setting("scheduler") == "tcp://other:8786"


@pytest.mark.parametrize("there", [None, b"scheduler = ", b"\xff"])
def test_secrets_that_cannot_be_read_set_nothing(secrets, there):
    if there is not None:
        secrets.write_bytes(there)
    assert host.setting("scheduler") == ""
    assert host.limit("waiting") == host.LIMITS["waiting"]


def test_the_secrets_are_read_once(secrets):
    secrets.write_text("waiting = 3")
    assert host.limit("waiting") == 3
    secrets.unlink()
    assert host.limit("waiting") == 3


@pytest.mark.parametrize("nonsense", ["", "many", "-1", "0", "1.5"])
def test_a_limit_that_is_no_number_is_the_usual_one(monkeypatch, nonsense):
    monkeypatch.setenv("BACKPROP_LAB_MODELS", nonsense)
    assert host.limit("models") == host.LIMITS["models"]
