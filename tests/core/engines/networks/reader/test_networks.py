"""Networks in the forms in which people have them: torch's own figures for each."""

import inspect
import json
import math
import re
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import numpy
import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.nn.modules import transformer
from torch.utils.flop_counter import FlopCounterMode

from core.engines.networks.reader.networks import read, table
from core.engines.networks.reader.refusals import Refusal

DATA = Path(__file__).parents[4] / "data" / "networks"
CASES = json.loads((DATA / "cases.json").read_text(encoding="utf-8"))
COURSES = sorted((DATA / "courses").glob("*.txt"))


def measured(text, shape):
    """The first network of a text, as it runs on one example."""
    return read(text)[0].run(tuple(shape))


def refusal(text, shape=None):
    with pytest.raises(Refusal) as refused:
        network = read(text)[0]
        if shape is not None:
            network.run(shape)
    return str(refused.value)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_network_as_people_have_it(case):
    found = measured(case["text"], case["input_shape"])
    assert found.parameters == case["parameters"]
    assert found.multiply_accumulates == case["multiply_accumulates"]
    assert list(found.output_shape) == case["output_shape"]


def in_torch(text, name, shape):
    """Torch's own answers, by running the texts that stand in this repository.

    They run without numbers, since on a processor torch fuses an LSTM and attention into operations
    that ``FlopCounterMode`` does not count.
    """
    names = {
        "nn": nn, "torch": torch, "F": functional, "math": math, "np": numpy, "init": nn.init,
        "OrderedDict": OrderedDict, "Module": nn.Module, "Parameter": nn.Parameter,
        "__name__": "courses", "device": META,
    }  # fmt: skip
    kept = (
        text.split("\ncriterion = ")[0].split("\noptimizer = ")[0].split("\nimport torch.optim")[0]
    )
    with META:
        exec(
            kept.replace(".cuda()", "")
            .replace("from tqdm import tqdm\n", "")
            .replace('"cpu"', '"meta"')
            .replace("'cpu'", "'meta'"),
            names,
        )
    model = names[name].to(META).eval()
    whole = any(isinstance(one, nn.Embedding) for one in model.modules())
    example = torch.zeros(1, *shape, dtype=torch.int64 if whole else torch.float32, device=META)
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.no_grad(), META:
        values = [example] * inputs(model)
        model(*values)
        with FlopCounterMode(display=False) as counter:
            result = model(*values)
    torch.backends.mha.set_fastpath_enabled(before)
    result = result[0] if isinstance(result, tuple | list) else result
    parameters = sum(one.numel() for one in model.parameters())
    return parameters, counter.get_total_flops() // 2, tuple(result.shape[1:])


def inputs(model):
    """How many values ``forward`` has to be given."""
    given = list(inspect.signature(model.forward).parameters.values())
    return sum(one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD for one in given)


META = torch.device("meta")


@pytest.mark.parametrize("path", COURSES, ids=[path.stem for path in COURSES])
def test_a_network_of_a_course_has_torchs_own_figures(path, monkeypatch):
    """A mask has no numbers here, so torch is kept from looking whether it hides what comes."""
    monkeypatch.setattr(transformer, "_detect_is_causal_mask", lambda *_: False)
    text = path.read_text(encoding="utf-8")
    shape = tuple(map(int, re.findall(r"\d+", text.partition("\n")[0])))
    network = read(text)[0]
    found = network.run(shape)
    name = network.name
    if path.stem == "dynamic_layers":
        text += "\nmodel = MLP(10, [64, 32, 16], 3, activation='tanh')\n"
    figures = found.parameters, found.multiply_accumulates, found.output_shape
    assert figures == in_torch(text, name, shape)
    rows = table(found)
    assert sum(rows["multiply_accumulates"]) == found.multiply_accumulates
    assert sum(rows["parameters"]) == found.parameters


def test_torchs_compiler_stays_unloaded():
    code = (
        "import json, sys\n"
        "from core.engines.networks.reader.networks import read\n"
        f"for case in json.load(open({str(DATA / 'cases.json')!r}, encoding='utf-8')):\n"
        "    read(case['text'])[0].run(tuple(case['input_shape']))\n"
        "loaded = {'torch._dynamo', 'torch._inductor', 'sympy'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=DATA.parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_prompt_in_a_description_hides_nothing():
    text = '''
class Net(nn.Module):
    """A network.

    >>> Net()
    """

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(x)
'''
    assert measured(text, (4,)).parameters == 10


def test_a_thousand_layers_are_read():
    pairs = ", ".join(["nn.Conv2d(3, 3, 3, padding=1), nn.ReLU()"] * 500)
    found = measured(f"nn.Sequential({pairs})", (3, 8, 8))
    assert len(found.rows) == 1_000
    assert found.parameters == 500 * (3 * 3 * 3 * 3 + 3)
