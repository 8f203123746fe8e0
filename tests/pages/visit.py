"""What a visitor does on a page, in process, and what there is to see and read on it."""

import re
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.VegaLiteChart_pb2 import VegaLiteChart
from streamlit.testing.v1 import AppTest

from core.claims import Finding
from core.ledger.table import fared, measured
from pages.shared.charts.alternatives import number
from pages.shared.jobs import jobs
from pages.shared.page.collected import KEY, Experiment

DASHBOARD = Path(__file__).parents[2] / "dashboard.py"
LAB = """
from importlib import import_module
from pages.shared.page import collected, frame
collected.start()
with frame.boundary():
    import_module("pages.labs.{}").show()
"""
MEASURED = "Measured (95 % interval)"
SECONDS = 120


class Visit:
    """An open page; what is not named here is Streamlit's ``AppTest``."""

    def __init__(self, app: AppTest, address: Mapping[str, str]) -> None:
        """Draw the page at its address; every chart tells figures of its data."""
        self._app = app
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        assert [chart.alt for chart in self.charts if not figures(chart)] == []

    def __getattr__(self, name: str) -> Any:
        """Return what ``AppTest`` calls ``name``."""
        return getattr(self._app, name)

    # ------------------------------------------------------------ seeing

    @property
    def said(self) -> str:
        """Everything written on the page, without the links of the glossary."""
        return "\n".join([self._said, *(one.value for one in self.warning)])

    @property
    def _said(self) -> str:
        parts = (self.title, self.markdown, self.caption, self.info, self.error)
        return plain("\n".join(str(one.value) for part in parts for one in part))

    @property
    def troubles(self) -> list[str]:
        """Every exception and every error that the page shows."""
        return [one.value for one in (*self.exception, *self.error)]

    @property
    def crashes(self) -> list[str]:
        """Every exception that the page shows, and every error that nobody foresaw."""
        return [one for one in self.troubles if self.exception or "Something went wrong" in one]

    @property
    def formulae(self) -> str:
        """Every formula of the page."""
        return "".join(one.value for one in self.latex)

    @property
    def metrics(self) -> dict[str, str]:
        """The figures that the page shows large, by their labels."""
        return {one.label: one.value for one in self.metric}

    @property
    def files(self) -> list[str]:
        """The names of the files that a lab offers, in order; not a chart's, nor the page's."""
        labels = [button.proto.label for button in self.get("download_button")]
        return [label for label in labels if label.endswith((".csv", ".py", ".pt"))]

    @property
    def charts(self) -> list[VegaLiteChart]:
        """Every chart of the page as it is sent to the browser."""
        return [chart.proto for chart in self.get("vega_lite_chart")]

    @property
    def drawn(self) -> list[list[pd.DataFrame]]:
        """The frames that each chart of the page draws."""
        return [frames(chart) for chart in self.charts]

    @property
    def experiments(self) -> list[Any]:
        """The configurations that the page has run, in order."""
        return [one.config for one in self.session_state[KEY].of(Experiment)]

    @property
    def results(self) -> str:
        """All that a visitor sees but warnings: words, formulae, figures, tables, charts, films."""
        tables = [one.value.to_csv() for one in self.table]
        lines = [[frame.to_csv() for frame in chart] for chart in self.drawn]
        films = [film.proto.bytes for film in self.main.get("bidi_component")]
        return repr((self._said, self.formulae, self.metrics, tables, lines, films))

    def card(self, place: int = 0, index: str = "Part") -> pd.DataFrame:
        """Return a table that has the column ``index``, by it: a claim's card by its parts."""
        tables = [one.value for one in self.table if index in one.value]
        return tables[place].set_index(index)

    # ------------------------------------------------------------ holding

    def whole(self) -> "Visit":
        """Return the page, on which there is neither an exception nor an error."""
        assert not self.troubles
        return self

    def refuses(self, begins: str, *holds: str) -> "Visit":
        """Return the page, whose one error is a sentence that ``begins`` so and ``holds`` that."""
        assert len(self.troubles) == 1, f"not one error, but {self.troubles} and:\n{self.said}"
        (error,) = self.troubles
        assert error.startswith(begins), f"“{begins}” does not begin: {error}"
        assert [part for part in holds if part not in error] == [], error
        return self

    def judges(self, *findings: Finding, card: int = 0) -> "Visit":
        """Return the page, one of whose cards shows the figures of a direct run's ``findings``."""
        for finding in findings:
            row = self.card(card).loc[finding.part]
            assert row[MEASURED] == measured(finding)
            assert row["n"] == finding.n
            assert row["Verdict"].endswith(fared(finding))
        return self

    def tells(self, *parts: str) -> "Visit":
        """Return the page, on which every one of the ``parts`` is written."""
        missing = [part for part in parts if part not in self.said]
        assert not missing, f"{missing} is not said, but:\n{self.said}"
        return self

    def writes(self, *formulae: str) -> "Visit":
        """Return the page, in whose formulae every one of these stands."""
        missing = [one for one in formulae if one not in self.formulae]
        assert not missing, f"{missing} is not written, but:\n{self.formulae}"
        return self

    # ------------------------------------------------------------ doing

    def run(self) -> "Visit":
        """Draw the page again."""
        self._app.run()
        return self

    def press(self, button: str) -> "Visit":
        """Press a button, named by its label or its key."""
        found = [one for one in self.button if button in (one.label, one.key)]
        assert found, f"no button “{button}” on a page that says:\n{self.said}"
        found[0].click()
        return self.run()

    def fill(self, **values: Any) -> "Visit":
        """Set controls by their keys, all before the page is drawn again."""
        for key, value in values.items():
            assert any(getattr(one, "key", None) == key for one in self.main), (
                f"no control “{key}” on a page that says:\n{self.said}"
            )
            self.get_by_key(key).set_value(value)
        return self.run()

    def type_into(self, editor: str, **changes: Any) -> "Visit":
        """Change an editable table: ``edited_rows``, ``added_rows`` or ``deleted_rows``."""
        unchanged = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}
        self.session_state[editor] = unchanged | changes
        return self.run()

    def wait_for(self, button: str, seconds: float = 60) -> "Visit":
        """Draw the page again as a job begins or ends, until it offers ``button``."""
        end = time.monotonic() + seconds
        while not any(button in (one.label, one.key) for one in self.button):
            assert time.monotonic() < end, f"no button “{button}” on a page that says:\n{self.said}"
            job = jobs().under_way()
            self.run()
            while job and jobs().under_way() is job and time.monotonic() < end:
                time.sleep(0.02)
        return self

    def walk(self, reset: str = "", **values: Any) -> "Visit":
        """Set one control after the other: each shows what none before did; ``reset`` the start."""
        seen = [self.results]
        for key, value in values.items():
            seen.append(self.fill(**{key: value}).whole().results)
            assert seen[-1] not in seen[:-1], f"{key} = {value} changes nothing: {self.said}"
        if reset:
            assert self.press(reset).results == seen[0]
        return self


def open_page(page: str = "", **address: str) -> Visit:
    """Open ``page``, or home, with these query parameters."""
    app = AppTest.from_file(DASHBOARD, default_timeout=SECONDS)
    return Visit(app.switch_page(f"pages/{page}.py") if page else app, address)


@cache
def look_at(page: str = "", **address: str) -> Visit:
    """Return a page as it opens, once for all tests that look at it and touch nothing."""
    return open_page(page, **address)


def open_lab(lab: str, **address: str) -> Visit:
    """Open the experiment ``pages.labs.<lab>`` by itself, in the boundary of a page."""
    return Visit(AppTest.from_string(LAB.format(lab), default_timeout=SECONDS), address)


def open_script(script: Callable[..., None], *arguments: Any, **address: str) -> Visit:
    """Open what the function ``script`` draws, called with ``arguments``."""
    app = AppTest.from_function(script, default_timeout=SECONDS, args=arguments)
    return Visit(app, address)


def plain(markdown: str) -> str:
    """Return ``markdown`` with its links into the glossary as the words that they stand on."""
    return re.sub(r'\[([^\]]+)\]\(glossary\?term=[^"]*"[^"]*"\)', r"\1", markdown)


def frames(chart: VegaLiteChart) -> list[pd.DataFrame]:
    """Return the frames that a chart draws."""
    sets = [chart.data, *(one.data for one in chart.datasets)]
    return [convert_arrow_bytes_to_pandas_df(one.data) for one in sets if one.data]


def figures(chart: VegaLiteChart) -> list[str]:
    """Return the numbers of a chart's alternative that its data hold too, rounded alike."""
    said = re.findall(r"−?\d[\d,.]*(?:e.\d+)?", chart.alt)
    columns = [frame.select_dtypes("number").to_numpy(float).ravel() for frame in frames(chart)]
    held = np.unique(np.concatenate([np.empty(0), *columns]))
    return [one for one in said if _holds(np.concatenate([held, 100 * held]), one.rstrip(".,"))]


def _holds(values: np.ndarray, written: str) -> bool:
    """Say whether one of the ``values``, written as a chart's alternative does, is ``written``."""
    near = float(written.replace("−", "-").replace(",", ""))
    return written in map(number, values[np.isclose(values, near, rtol=0.01, atol=1e-12)])
