import json
from dataclasses import replace
from fractions import Fraction
from importlib import import_module

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import NotebookClient

from core import FORMER, convolution, initialization, ledger, pooling, shuffling
from core.convolution import kernels
from core.dropout import luck as dropout_luck
from core.engines.networks.known import NETWORKS
from core.engines.networks.reader import laid_out
from core.notebook import importing, notebook, source
from core.pooling.worked_matrix import Config as Worked

ADDRESS = "https://example.org/pooling?stride=3"
# The labs' own experiments, the slow ones with fewer seeds.
EXPERIMENTS = {
    "1.A.i": ("core.initialization.two_networks", initialization.Config(seeds=2)),
    "1.B": ("core.shuffling", shuffling.Config(points=40, epochs=1, seeds=2)),
    "2.A.i": ("core.engines.windows.layer", convolution.Config()),
    "2.D.i": ("core.dropout.luck", dropout_luck.Config()),
}
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.fractions(),
    lambda inside: st.lists(inside, max_size=3).map(tuple) | st.lists(inside, max_size=3),
    max_leaves=6,
)


def code(made):
    return [cell.source for cell in made.cells if cell.cell_type == "code"]


def run(made):
    """Run the code of a notebook in this process; return the names it leaves."""
    names = {}
    for cell in code(made):
        exec(compile(cell, "cell", "exec"), names)
    return names


def evaluated(made):
    text, needs = source(made)
    lines = [importing(module) for module in needs]
    names = {"Fraction": Fraction}
    exec("import base64, zlib\n" + "\n".join(lines), names)
    return eval(text, names)


@pytest.mark.slow
def test_runs_from_top_to_bottom_in_a_kernel_and_judges_the_claim():
    made = notebook("Pooling", "?", ADDRESS, [("core.pooling", pooling.Config())], ["2.C.i"])
    nbformat.validate(made)
    done = NotebookClient(made, timeout=120).execute()
    shown = json.dumps([cell.get("outputs") for cell in done.cells])
    assert "Claim 2.C.i: holds" in shown
    assert "**windows**, 32 rows" in shown
    assert ADDRESS in done.cells[0].source


# The four are run in this process: each kernel would cost another five seconds.
@pytest.mark.parametrize("claim_id", EXPERIMENTS)
def test_the_code_of_a_lab_runs_the_very_configuration_it_is_given(claim_id):
    module, config = EXPERIMENTS[claim_id]
    names = run(notebook("A lab", "?", ADDRESS, [(module, config)], []))
    assert names["config"] == config
    assert names["result"] is not None


def test_a_network_is_written_out_as_its_text():
    network = laid_out.Config(NETWORKS["LeNet-5"].text + "\nprint('model')", (1, 32, 32))
    made = notebook("Networks", "?", ADDRESS, [(laid_out.Config.__module__, network)], [])
    assert run(made)["config"] == network


def test_a_claim_without_an_experiment_is_measured_as_the_ledger_does():
    names = run(notebook("Ledger", "?", ADDRESS, [], ["2.A.ii"]))
    assert names["verdict"] == ledger.run("2.A.ii")[0]


def test_the_source_of_a_picture_gives_every_pixel_again():
    config = kernels.Config()
    again = evaluated(config)
    assert np.array_equal(again.picture.pixels, config.picture.pixels)
    assert again.kernel == config.kernel


def test_the_source_of_fractions_and_poolings_gives_them_again():
    config = Worked(((Fraction(1, 3), Fraction(-5, 2)), (Fraction(0), Fraction(7))))
    assert evaluated(config) == config


@settings(max_examples=30)
@given(plain)
def test_plain_values_come_back_from_their_source(value):
    assert evaluated(value) == value


def test_a_value_that_no_configuration_holds_is_refused():
    with pytest.raises(TypeError, match="set has no source"):
        source({1, 2})


@pytest.mark.parametrize("former", FORMER)
def test_a_module_is_found_by_the_name_that_earlier_notebooks_give_it(former):
    names = {}
    exec(f"from core import {former}", names)
    assert names[former] is import_module(FORMER[former])
    with pytest.raises(ImportError):
        exec(f"from core import {former}_of_another_name")


def test_an_earlier_notebook_runs_as_it_did():
    cells = (
        "from core import sliding, window_layer, convolution\n\n"
        "config = window_layer.Config(kernel_size=(3, 3))",
        "result = convolution.run(config)",
    )
    names = {}
    for cell in cells:
        exec(cell, names)
    now = convolution.run(replace(convolution.Config(), kernel_size=(3, 3)))
    assert convolution.verdicts(names["result"]) == convolution.verdicts(now)
