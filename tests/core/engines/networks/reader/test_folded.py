"""Blocks folded: one row a part, nothing lost in the sums."""

import pytest
import torch
import torchinfo

from core.engines.networks.known import NETWORKS
from core.engines.networks.reader.folded import SUMS, folded
from core.engines.networks.reader.laid_out import Config, run


@pytest.mark.parametrize("name", NETWORKS)
def test_folded_rows_are_torchinfos_at_depth_one(name):
    network = NETWORKS[name]
    found = run(Config(network.text, network.input_shape))
    few = folded(found.summary, found.parts)
    made = {}
    with torch.device("meta"):
        exec(network.text, made)
    whole = torchinfo.summary(
        made["model"], (1, *network.input_shape), depth=1, verbose=0, device="meta"
    )
    theirs = [row for row in whole.summary_list if row.depth == 1]
    mine = few[few["name"].isin(found.parts)]
    assert [list(shape) for shape in mine["output_shape"]] == [
        list(row.output_size)[1:] for row in theirs
    ]
    assert list(mine["name"]) == [row.var_name for row in theirs]
    assert list(mine["parameters"]) == [row.num_params for row in theirs]
    for column in SUMS:
        assert sum(few[column]) == sum(found.summary[column])


def test_a_block_takes_what_its_first_layers_take_from_outside():
    network = NETWORKS["ResNet-18"]
    found = run(Config(network.text, network.input_shape))
    few = folded(found.summary, found.parts).set_index("name")
    assert few.loc["layer2", "inputs"] == (18,)
    assert few.loc["layer2", "layer"] == 19
    assert few.loc["layer2", "kind"] == "Sequential of 16"
