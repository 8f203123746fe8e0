from pages.labs.dropout import scheduler


def test_the_address_comes_from_the_environment_or_the_secrets(monkeypatch, tmp_path):
    monkeypatch.delenv(scheduler.VARIABLE, raising=False)
    monkeypatch.setattr(scheduler, "SECRETS", tmp_path / "secrets.toml")
    assert scheduler.address() == ""
    scheduler.SECRETS.write_text("scheduler = ")
    assert scheduler.address() == ""
    scheduler.SECRETS.write_text('scheduler = "tcp://one:8786"')
    assert scheduler.address() == "tcp://one:8786"
    monkeypatch.setenv(scheduler.VARIABLE, "tcp://other:8786")
    assert scheduler.address() == "tcp://other:8786"
