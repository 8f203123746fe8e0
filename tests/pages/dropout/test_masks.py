"""The masks: what the browser is sent is the recorded network."""

import numpy as np
import torch

from core.dropout import masked_network as recorded_network
from core.engines.cnn.networks import DEVIATION, MEAN
from pages.labs.dropout import masked_network
from tests.pages.packed import Packed


def test_the_browser_is_sent_the_recorded_network_and_its_pictures():
    known = recorded_network.recorded()
    sent = Packed(masked_network.pack(known))
    assert sent.header == {"mean": MEAN, "deviation": DEVIATION}
    for name, weights in known.network.state_dict().items():
        assert np.array_equal(sent.take(*weights.shape), weights.numpy()), name
    assert np.array_equal(sent.take(10, 28, 28, kind="u1"), known.pictures)
    assert sent.ended
    pixels = torch.from_numpy(known.pictures)[:, None] / 255
    torch.testing.assert_close(known.images, (pixels - MEAN) / DEVIATION)
