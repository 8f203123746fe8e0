import pytest

from pages.shared.page import frame
from tests.pages.visit import look_at, open_page


def test_an_unexpected_error_becomes_one_sentence_with_a_reference(monkeypatch, caplog):
    from core import pooling

    def broken(config):
        raise RuntimeError("a secret of the machine")

    monkeypatch.setattr(pooling, "verdicts", broken)
    app = open_page("pooling")
    (error,) = app.troubles
    reference = error.split()[-1].rstrip(".")
    assert "secret" not in app.said
    assert reference in caplog.text
    assert "a secret of the machine" in caplog.text


def test_damaged_data_are_named_with_the_remedy(monkeypatch):
    from core import mnist
    from core.bundled import DamagedData
    from core.padding import responses as padding_responses

    def damaged():
        raise DamagedData("The MNIST file x.gz is missing or damaged; restore it with git.")

    assert padding_responses.mnist is mnist
    monkeypatch.setattr(mnist, "load", damaged)
    app = open_page("convolution", lab="Cost", cost_source="MNIST digits", cost_pictures="11")
    assert app.troubles == ["The MNIST file x.gz is missing or damaged; restore it with git."]


@pytest.mark.parametrize("page", ["", "initialization", "convolution", "pooling", "dropout"])
def test_the_side_bar_links_every_page(page):
    assert len(look_at(page).sidebar.get("page_link")) == len(frame.PAGES)


def test_a_page_that_was_left_is_found_again_as_it_was():
    app = open_page("pooling", window="3")
    app.switch_page("pages/glossary.py").run()
    links = {one.proto.label: one.proto.query_string for one in app.sidebar.get("page_link")}
    assert links.pop("Pooling") == "window=3"
    assert not any(links.values())
