"""The compiled updates, held against torch.optim on one stream of gradients."""

import subprocess
import sys

import pytest
import torch

from core.engines.cnn.optimizers import OPTIMIZERS, adam

RULES = {**OPTIMIZERS, "Adam without momentum": lambda rate: adam(rate, betas=(0.0, 0.99))}
TRAIN = """
import sys, torch
from core import mnist
from core.engines.cnn import networks as cnn
from core.engines.cnn.optimizers import rmsprop
images = mnist.Images(torch.zeros(8, 1, 28, 28, dtype=torch.uint8), torch.arange(8))
network = cnn.course(0.5)
cnn.step_by_engine(network, images, rmsprop(0.001), 0)(torch.arange(8))
print("torch._dynamo" in sys.modules)
"""


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("rate", [0.0, 0.001, 0.5])
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.double, 1e-12), (torch.float, 1e-4)])
def test_three_hundred_updates_are_torchs(rule, rate, dtype, tolerance):
    draw = torch.Generator().manual_seed(4)
    start = torch.randn(257, generator=draw, dtype=dtype)
    own, theirs = start.clone(), start.clone().requires_grad_()
    own.grad, theirs.grad = torch.zeros_like(start), torch.zeros_like(start)
    optimizer = RULES[rule](rate)
    ours, descent = optimizer.stepper(own), optimizer.by_torch([theirs])
    for _ in range(300):
        gradient = torch.randn(257, generator=draw, dtype=dtype)
        gradient[::5] = 0
        own.grad.copy_(gradient)
        theirs.grad.copy_(gradient)
        ours()
        descent.step()
    torch.testing.assert_close(own, theirs.detach(), rtol=tolerance, atol=tolerance)
    assert (rate == 0) == bool(torch.equal(own, start))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_not_hidden(rule, value):
    parameters = torch.zeros(3)
    parameters.grad = torch.tensor([1.0, value, 1.0])
    RULES[rule](0.1).stepper(parameters)()
    assert parameters.isfinite().tolist() == [True, False, True]


def test_parameters_without_a_gradient_are_refused():
    with pytest.raises(ValueError, match="no gradient"):
        OPTIMIZERS["Adam"](0.1).stepper(torch.zeros(3))


def test_a_step_by_the_engine_does_not_load_torchs_compiler():
    ended = subprocess.run(
        [sys.executable, "-c", TRAIN], check=True, capture_output=True, text=True
    )
    assert ended.stdout.strip() == "False"
