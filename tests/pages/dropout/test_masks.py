"""The masks: what the browser is sent is the recorded network."""

import numpy as np
import torch

from core.dropout import masked_network as recorded_network
from core.engines.cnn.networks import DEVIATION, MEAN
from pages.labs.dropout import masked_network
from tests.pages.packed import decoded


def test_the_browser_is_sent_the_recorded_network_and_its_pictures():
    known = recorded_network.recorded()
    sent = decoded(masked_network.pack(known))
    assert (sent["mean"], sent["deviation"]) == (MEAN, DEVIATION)
    of_layers = known.network.state_dict()
    arrays = [layer[kind] for layer in sent["layers"] for kind in ("weights", "biases")]
    for array, (name, weights) in zip(arrays, of_layers.items(), strict=True):
        assert np.array_equal(array, weights.numpy()), name
    assert sent["pictures"].dtype == np.uint8
    assert np.array_equal(sent["pictures"], known.pictures)
    pixels = torch.from_numpy(known.pictures)[:, None] / 255
    torch.testing.assert_close(known.images, (pixels - MEAN) / DEVIATION)
