"""The process that ``vega`` starts: ``python -m pages.shared.charts.vega_process JOB``.

Reads pickled charts with their titles and captions, the configuration they share and a width from
the standard input, and prints what the job makes of them. Each job imports only what it needs.
"""

import json
import pickle
import sys
from collections.abc import Callable
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from altair import Chart

LETTER = 6.5  # pixels of a letter, about
VIEWS = ("facet", "hconcat", "vconcat", "concat", "repeat")
Spec = dict[str, Any]
Titled = tuple["Chart", str, str]


def main() -> None:
    """Do the job that is asked for."""
    charts, config, width = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(JOBS[sys.argv[1]](charts, config, width))


def specs(charts: list[Titled], config: Spec, width: int) -> bytes:
    """Return a JSON list of charts that fill what they stand in, if they name no width."""
    made = []
    for chart, title, caption in charts:
        spec = whole(chart, config)
        spec["description"] = f"{title}. {caption}"
        if stretches(spec):
            spec |= {"width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
        made.append(spec)
    return json.dumps(made).encode()


def titled(charts: list[Titled], config: Spec, width: int) -> Spec:
    """Return the first chart with its title and caption above it."""
    chart, title, caption = charts[0]
    spec = whole(chart, config)
    if stretches(spec):
        spec["width"] = width
    room = int(max(spec.get("width") or width, width / 2) / LETTER)
    lines = {"text": wrap(title, int(room * 0.8)), "subtitle": wrap(caption, room)}
    return spec | {"title": lines, "padding": 16}


def svg(charts: list[Titled], config: Spec, width: int) -> bytes:
    """Return the first chart as SVG."""
    import vl_convert

    return vl_convert.vegalite_to_svg(titled(charts, config, width)).encode()


def png(charts: list[Titled], config: Spec, width: int) -> bytes:
    """Return the first chart as PNG."""
    import vl_convert

    return vl_convert.vegalite_to_png(titled(charts, config, width), scale=2)


def libraries(charts: list[Titled], config: Spec, width: int) -> bytes:
    """Return the libraries that draw charts in a browser."""
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;").encode()


def whole(chart: "Chart", config: Spec) -> Spec:
    """Return a chart as Vega-Lite in the shared configuration; its own goes before."""
    import altair as alt

    alt.theme.enable("none")
    alt.data_transformers.enable("default", max_rows=None)
    spec = chart.to_dict()
    own = spec.get("config", {})
    spec["config"] = config | {
        name: config.get(name, {}) | value if isinstance(value, dict) else value
        for name, value in own.items()
    }
    return spec


def stretches(spec: Spec) -> bool:
    """Say whether a chart is one view without a width of its own."""
    return "width" not in spec and not any(view in spec for view in VIEWS)


JOBS: dict[str, Callable[[list[Titled], Spec, int], bytes]] = {
    "specs": specs,
    "svg": svg,
    "png": png,
    "libraries": libraries,
}

if __name__ == "__main__":
    main()
