import pytest
import torch
from torch import nn
from torch.nn import functional

from core.dropout.layer_outputs import dead, rectified, stages, units
from core.engines.cnn import networks as cnn


def images(count=20):
    return torch.rand(count, 1, 28, 28, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("name", cnn.NETWORKS)
def test_the_last_stage_is_what_the_network_says_and_its_mode_is_kept(name):
    network = cnn.NETWORKS[name](0.5)
    found = stages(network, images())
    assert network.training
    network.eval()
    expected = network((images() - 0.1307) / 0.3081)
    torch.testing.assert_close(found[-1].values, expected)
    stages(network, images())
    assert not network.training


def test_every_stage_agrees_with_hooks_of_torch():
    network = cnn.course_with_batch_normalisation(0.3).eval()
    seen = []
    for module in network:
        if not isinstance(module, (nn.Dropout, nn.Flatten)):
            module.register_forward_hook(lambda _, __, output: seen.append(output))
    found = stages(network, images())
    assert [stage.name for stage in found] == [
        "convolution 1",
        "batch normalisation 1",
        "pooling 1",
        "ReLU 1",
        "convolution 2",
        "batch normalisation 2",
        "pooling 2",
        "ReLU 2",
        "dense 1",
        "ReLU 3",
        "dense 2",
    ]
    for stage, theirs in zip(found, seen[: len(found)], strict=True):
        assert torch.equal(stage.values, theirs)
    assert [stage.of for stage in rectified(found)] == ["convolution 1", "convolution 2", "dense 1"]


def test_a_filter_is_one_unit_and_dead_where_its_bias_silences_it():
    torch.manual_seed(0)
    network = cnn.course(0.0)
    with torch.no_grad():
        network[0].bias[2] = -1e3
        network[11 if isinstance(network[11], nn.Linear) else 0].bias[:5] = -1e3
    found = rectified(stages(network, images()))
    assert dead(found[0].values).nonzero().flatten().tolist() == [2]
    assert set(range(5)) <= set(dead(found[2].values).nonzero().flatten().tolist())
    assert units(found[0].values).shape == (8, 20 * 13 * 13)


def test_a_leaky_unit_below_zero_is_dead_too():
    values = functional.leaky_relu(torch.tensor([[-1.0, 1.0], [-2.0, -1.0]]), 0.01)
    assert dead(values).tolist() == [True, False]
