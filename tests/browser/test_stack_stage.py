"""A deep stack turned up, in a browser: its numbers are torch's; marks, keys, steps, looks."""

from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest
import torch

from core.initialization.signal_propagation import ACTIVATIONS, backward, forward
from pages.labs.initialization import stack_stage
from pages.shared import player
from pages.shared.player.joined import joined
from tests.browser.component import mount, with_stopped_clock
from tests.browser.steps import after_each, resize
from tests.pages.packed import decoded

LAYERS = Path(str(stack_stage.__file__)).with_name("stack_stage_layers.js")
BYTES = Path(str(player.__file__)).with_name("bytes.js")
ASK = """([sent, activation, size]) => {
    const bytes = Uint8Array.from(atob(sent), (letter) => letter.charCodeAt(0))
    return layerSizes(decoded(bytes), activation, size)
}"""


@pytest.fixture(scope="module")
def data():
    return stack_stage.pack(0)


def readout(shown):
    return shown.locator(".readout").inner_text()


def test_every_layer_is_as_large_as_torch_makes_it(kept_page, data):
    """By core's passes, and of the gradients those of autograd."""
    script = "".join(joined(module)[0] for module in (BYTES, LAYERS))
    kept_page.evaluate(f"() => {{ {script}\n window.ask = {ASK} }}")
    sent = decoded(data)
    width = sent["width"]
    signal, functional = (torch.tensor(sent[name]).double() for name in ("signals", "functionals"))
    drawn = torch.tensor(np.array(sent["weights"])).double()
    for activation in ACTIVATIONS:
        for size in (0.05, 1, 2**0.5, 3):
            found = kept_page.evaluate(
                "asked => ask(asked)", [b64encode(data).decode(), activation, size]
            )
            weights = list(drawn * size / width**0.5)
            totals = [one.requires_grad_() for one in forward(activation, weights, signal)[:1]]
            for weight in weights[1:]:
                given = ACTIVATIONS[activation].apply(totals[-1])
                totals.append(given @ weight.T)
                totals[-1].retain_grad()
            (totals[-1] * functional).sum().backward()
            ours = forward(activation, weights, signal)
            theirs = backward(activation, weights, ours, functional)
            for name, tensors in (
                ("forward", ours),
                ("backward", theirs),
                ("backward", [total.grad for total in totals]),
            ):
                wanted = [one.square().mean().sqrt().item() for one in tensors]
                np.testing.assert_allclose(np.array(found[name], float), wanted, rtol=1e-9)


def test_marks_keys_and_switches_turn_it_up_and_it_says_what_dies(visitor, data):
    shown = mount(with_stopped_clock(visitor()), stack_stage, data)
    assert readout(shown).startswith("The signal dies away: in layer 20 it is ")
    shown.press("Size He")
    assert readout(shown).count(" keeps its size: ") == 2
    shown.press("Size ±0.5")
    assert readout(shown).count(" explodes: ") == 2
    shown.press("Activation tanh")
    assert readout(shown).count(" explodes: ") == 1
    slider = shown.get_by_role("slider")
    slider.focus()
    keys = ["ArrowRight", "ArrowUp", "ArrowLeft"]
    first, second, back = after_each(shown.page.keyboard.press, keys, lambda: shown.frame)
    assert first == back == second - 8
    assert shown.spoken.startswith(f"Size {slider.get_attribute('aria-valuetext')[5:]}. The signal")
    shown.press("To the start", "Play")
    shown.watch()
    shown.run_for(2_000)
    assert shown.seen > 60
    shown.page.emulate_media(reduced_motion="reduce")
    shown.watch()
    shown.run_for(2_100)
    assert 3 <= shown.seen <= 5


def test_it_fits_in_both_themes_at_every_width(page, data):
    shown = mount(page, stack_stage, data)
    for width, theme in ((1440, "light"), (390, "dark")):
        page.emulate_media(color_scheme=theme)
        resize(page, width)
        shown.assert_fits()
