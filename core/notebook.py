"""An experiment as a Jupyter notebook that calls ``core``, with exactly the given configuration."""

import base64
import inspect
import json
import zlib
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from core.claims import CLAIMS

if TYPE_CHECKING:
    from nbformat import NotebookNode

# By the module of a configuration: the modules that its cell needs, the first of which runs it, and
# the cell. Whatever is not named here runs in its own module.
RUNS: dict[str, tuple[tuple[str, ...], str]] = {
    "core.initialization.two_networks": (
        ("core.initialization",),
        "result = initialization.run(config)",
    ),
    "core.engines.windows.layer": (("core.convolution",), "result = convolution.run(config)"),
    "core.dropout.sweep": (("core.dropout",), "result = dropout.run(config)"),
    "core.dropout.luck": (
        ("core.dropout.luck", "core.dropout.recorded_sweep"),
        'recorded = {"one": recorded_sweep.one_epoch, "ten": recorded_sweep.ten_epochs}\n'
        "result = luck.run(config, recorded[config.epochs]())",
    ),
    "core.dropout.epochs": (
        ("core.dropout.epochs", "core.dropout.recorded_sweep"),
        "result = epochs.run(config, recorded_sweep.ten_epochs())",
    ),
    "core.dropout.selection": (
        ("core.dropout.selection", "core.dropout.recorded_sweep"),
        "one_epoch, ten_epochs = recorded_sweep.one_epoch(), recorded_sweep.ten_epochs()\n"
        "result = selection.run(config, one_epoch, ten_epochs)",
    ),
    "core.dropout.final.network": (
        ("core.dropout.final.network",),
        "epochs = list(network.trained(config))\n"
        'kept = ("number", "train_loss", "validation_accuracy", "seconds")\n'
        "pd.DataFrame([{name: getattr(epoch, name) for name in kept} for epoch in epochs])",
    ),
    "core.engines.networks.reader.laid_out": (
        ("core.engines.networks.reader.laid_out",),
        "laid_out.run(config).summary",
    ),
}
LONGEST_LINE = 60
SETUP = '''import sys
from dataclasses import asdict, fields
from fractions import Fraction
from pathlib import Path

FOLDER = Path.cwd()  # the folder of Backprop Lab, the one that holds core; yours may be another
sys.path.insert(0, str(FOLDER))

import pandas as pd
from IPython.display import Markdown, display

from core import ledger


def tables(result):
    """Show what a result says and its frames, the first rows of each."""
    parts = {field.name: getattr(result, field.name) for field in fields(result)}
    if "findings" in parts:
        display(judged(parts["findings"]))
    for name, value in parts.items():
        if isinstance(value, pd.DataFrame):
            display(Markdown(f"**{name}**, {len(value):,} rows"), value.head(10))


def judged(findings):
    """Return the parts of a verdict with the rule and the reason of each."""
    parts = pd.DataFrame([asdict(finding) for finding in findings])
    return parts.assign(outcome=parts["outcome"].map(str), role=parts["role"].map(str))'''


def notebook(
    title: str,
    question: str,
    address: str,
    experiments: Sequence[tuple[str, Any]],
    claims: Sequence[str],
) -> "NotebookNode":
    """Return a notebook that runs from top to bottom where ``core`` can be imported.

    ``experiments`` are modules of ``core``, each with the configuration that it runs; ``claims``
    are ids. A claim that none of the experiments judges is measured as the ledger measures it.
    """
    from nbformat import v4

    cells = [v4.new_markdown_cell(_opening(title, question, address)), v4.new_code_cell(SETUP)]
    covered: set[str] = set()
    for module, config in experiments:
        runner = _runner(module)
        if runner is None:
            continue
        ids = [one for one in dict.fromkeys(claims) if one in getattr(runner, "QUICK", {})]
        covered |= set(ids)
        cells.append(v4.new_markdown_cell(_heading(module, ids)))
        cells += [v4.new_code_cell(one) for one in _experiment(module, config, runner)]
    for claim_id in dict.fromkeys(claims):
        if claim_id not in covered:
            cells += [
                v4.new_markdown_cell(_said(claim_id)),
                v4.new_code_cell(_measured(claim_id)),
            ]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def source(value: Any) -> tuple[str, set[str]]:
    """Return Python that makes ``value`` again, and the modules it needs.

    A module is called in the text by the last part of its name, as ``importing`` brings it.

    Raises ``TypeError`` for a kind of value that no configuration holds.
    """
    needs: set[str] = set()
    return _source(value, needs, ""), needs


def importing(module: str) -> str:
    """Return the statement that brings ``module`` in by the last part of its name."""
    package, _, name = module.rpartition(".")
    return f"from {package} import {name}" if package else f"import {name}"


def _called(module: str) -> str:
    return module.rpartition(".")[2]


def _source(value: Any, needs: set[str], indent: str) -> str:
    if isinstance(value, Enum):
        raise TypeError(f"{type(value).__name__} has no source.")
    if is_dataclass(value) and not isinstance(value, type):
        home = type(value).__module__
        needs.add(home)
        given = [(field.name, getattr(value, field.name)) for field in fields(value) if field.init]
        return _call(f"{_called(home)}.{type(value).__name__}", given, needs, indent)
    if isinstance(value, np.ndarray):
        needs.add("numpy")
        return _array(value)
    if isinstance(value, Fraction):
        return f"Fraction({value.numerator}, {value.denominator})"
    if isinstance(value, tuple | list):
        inside = [_source(one, needs, indent) for one in value]
        comma = "," if isinstance(value, tuple) and len(inside) == 1 else ""
        opened, closed = ("(", ")") if isinstance(value, tuple) else ("[", "]")
        return opened + ", ".join(inside) + comma + closed
    if isinstance(value, float) and not np.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    raise TypeError(f"{type(value).__name__} has no source.")


def _call(name: str, given: list[tuple[str, Any]], needs: set[str], indent: str) -> str:
    flat = ", ".join(f"{field}={_source(value, needs, indent)}" for field, value in given)
    if len(indent) + len(name) + len(flat) < LONGEST_LINE and "\n" not in flat:
        return f"{name}({flat})"
    inner = indent + "    "
    lines = [f"{inner}{field}={_source(value, needs, inner)},\n" for field, value in given]
    return f"{name}(\n{''.join(lines)}{indent})"


def _array(value: np.ndarray) -> str:
    packed = base64.b85encode(zlib.compress(np.ascontiguousarray(value).tobytes())).decode()
    return (
        f"numpy.frombuffer(zlib.decompress(base64.b85decode({packed!r})), "
        f"dtype={value.dtype.str!r}).reshape({value.shape!r})"
    )


def _runs(module: str) -> tuple[tuple[str, ...], str]:
    return RUNS.get(module, ((module,), f"result = {_called(module)}.run(config)"))


def _runner(module: str) -> ModuleType | None:
    """Return the module that runs a configuration of ``module``; none where nothing does."""
    runner = import_module(_runs(module)[0][0])
    return runner if module in RUNS or hasattr(runner, "run") else None


def _experiment(module: str, config: Any, runner: ModuleType) -> list[str]:
    """Return the code of one experiment, a cell each."""
    modules, run = _runs(module)
    made, needs = source(config)
    imports = "\n".join(importing(one) for one in sorted({*modules, *needs} - {"numpy"}))
    if "numpy" in needs:
        imports = f"import base64\nimport zlib\n\nimport numpy\n\n{imports}"
    cells = [f"{imports}\n\nconfig = {made}", run]
    if not run.rpartition("\n")[2].startswith("result = "):
        return cells
    if hasattr(runner, "verdicts"):
        cells.append(
            f"for verdict in {_called(modules[0])}.verdicts(result):\n"
            '    display(Markdown(f"**Claim {verdict.claim_id}: {verdict.outcome}.** '
            '{verdict.why}"))\n'
            "    if verdict.findings:\n"
            "        display(judged(verdict.findings))"
        )
    elif _takes_a_result(getattr(runner, "findings", None)):
        cells.append(f"judged({_called(modules[0])}.findings(result))")
    cells.append("tables(result)")
    return cells


def _takes_a_result(function: Any) -> bool:
    return callable(function) and list(inspect.signature(function).parameters) == ["result"]


def _opening(title: str, question: str, address: str) -> str:
    return (
        f"# {title}\n\n{question}\n\nMade by Backprop Lab from <{address}>. Run it in the folder "
        "of Backprop Lab, with what its `requirements.txt` names installed, and Jupyter "
        "(`pip install jupyter`)."
    )


def _heading(module: str, ids: list[str]) -> str:
    about = (import_module(module).__doc__ or module).strip().splitlines()[0]
    return "\n\n".join([f"## {about}", *(_text(claim_id) for claim_id in ids)])


def _said(claim_id: str) -> str:
    return f"## {CLAIMS[claim_id].title}\n\n{_text(claim_id)}\n\nAs the ledger measures it."


def _text(claim_id: str) -> str:
    return f"**Claim {claim_id}.** {CLAIMS[claim_id].text}"


def _measured(claim_id: str) -> str:
    return (
        f"verdict, result, seconds = ledger.run({claim_id!r})\n"
        'display(Markdown(f"**{verdict.outcome}**, after {seconds:.1f} s. {verdict.why}"))\n'
        "judged(verdict.findings)"
    )
