import pytest

from pages.shared.jobs import host


def test_a_setting_comes_from_the_environment_or_the_secrets(monkeypatch, tmp_path):
    monkeypatch.delenv("BACKPROP_LAB_SCHEDULER", raising=False)
    monkeypatch.setattr(host, "SECRETS", tmp_path / "secrets.toml")
    assert host.setting("scheduler") == ""
    host.SECRETS.write_text("scheduler = ")
    assert host.setting("scheduler") == ""
    host.SECRETS.write_text('scheduler = "tcp://one:8786"\nwaiting = 3')
    assert host.setting("scheduler") == "tcp://one:8786"
    assert host.limit("waiting") == 3
    monkeypatch.setenv("BACKPROP_LAB_SCHEDULER", "tcp://other:8786")
    assert host.setting("scheduler") == "tcp://other:8786"


@pytest.mark.parametrize("nonsense", ["", "many", "-1", "0", "1.5"])
def test_a_limit_that_is_no_number_is_the_usual_one(monkeypatch, nonsense):
    monkeypatch.setenv("BACKPROP_LAB_MODELS", nonsense)
    assert host.limit("models") == host.LIMITS["models"]
