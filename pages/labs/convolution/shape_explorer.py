"""Output size against input size, and the settings that keep a size or drop pixels."""

from functools import partial

import altair as alt

from core.convolution import shape_explorer
from core.convolution.shape_explorer import LARGEST_INPUT, Config, Layer, Result
from pages.shared import charts
from pages.shared.charts import theme
from pages.shared.jobs import progress
from pages.shared.page import controls, downloads, states

SAME, DROPS, CLEAN = "keeps the size", "drops pixels", "uses every pixel"
OUTCOMES = theme.palette({SAME: theme.GREEN, CLEAN: theme.SKY, DROPS: theme.VERMILION})
PALE = "#8A939C"


def show(layer: Layer) -> None:
    """Show what becomes of the first side of ``layer`` for every input, kernel and padding."""
    with controls.beside(partial(ask, shape_explorer.first_side(layer))) as config:
        result = progress.at_once(shape_explorer, config)
        by_input(result)
        by_setting(result)
    downloads.frames(result, "shapes")


def ask(layer: Layer) -> Config:
    """Draw the control of the inputs and return the experiment on ``layer``, of one side."""
    start = Config()
    with controls.panel("shapes") as panel:
        help = "Of the first chart, 2 to 512 pixels."
        largest = panel.whole(
            "Largest input", "largest", start.largest_input, 2, LARGEST_INPUT, help
        )
    return controls.checked(lambda: Config(layer, largest), start)


def by_input(result: Result) -> None:
    """Draw output size against input size, coloured by what happens to the pixels."""
    table = result.by_input.assign(outcome=CLEAN)
    table.loc[table["dropped"] > 0, "outcome"] = DROPS
    table.loc[table["same"] & (table["dropped"] == 0), "outcome"] = SAME
    if table.empty:
        states.empty(
            f"No input of up to {result.config.largest_input} pixels is large enough for this "
            "window. Draw larger inputs, or make the kernel or the dilation smaller."
        )
        return
    ends = [{"input_size": end, "output_size": end} for end in (1, result.config.largest_input)]
    equal = alt.Chart({"values": ends}).mark_line(strokeDash=[6, 4], strokeWidth=1.5, color=PALE)
    base = alt.Chart(table).encode(
        x=alt.X("input_size:Q", title="input (pixels a side)"),
        y=alt.Y("output_size:Q", title="output (pixels a side)"),
    )
    dots = base.mark_point(filled=True, size=45, opacity=1).encode(
        color=alt.Color("outcome:N", scale=OUTCOMES, title=None),
        tooltip=["input_size", "output_size", "dropped", "outcome"],
    )
    dropping = table[table["dropped"] > 0]
    lost = (
        f"{len(dropping)} of {len(table)} inputs lose pixels, up to {dropping['dropped'].max()}: "
        "the window does not reach the end."
        if len(dropping)
        else "No input loses a pixel."
    )
    charts.show(
        alt.layer(
            equal.encode(x="input_size:Q", y="output_size:Q"),
            base.mark_line(interpolate="step-after", strokeWidth=1, color=PALE),
            dots,
            height=theme.HEIGHT,
        ),
        "Output size against input size",
        f"Dashes: output equals input. {lost}",
    )


def by_setting(result: Result) -> None:
    """Draw kernel against padding: the change of size, and the pixels dropped."""
    (side,) = result.config.layer.sides
    if result.by_setting.empty:
        states.empty("No kernel of up to 11 pixels fits this input with this dilation.")
        return
    table = result.by_setting.assign(
        shown=[f"{change:+d}" if change else "same" for change in result.by_setting["change"]],
        lost=[f"−{count} px" if count else "" for count in result.by_setting["dropped"]],
    )
    widest = max(1, int(table["change"].abs().max()))
    scale = alt.Scale(domain=[-widest, 0, widest], range=[theme.ORANGE, theme.BLANK, theme.SKY])
    base = alt.Chart(table).encode(
        x=alt.X("kernel_size:O", title="kernel (pixels)", axis=theme.UPRIGHT),
        y=alt.Y("padding:O", title="padding on each end", sort="descending"),
        tooltip=["kernel_size", "padding", "output_size", "change", "dropped"],
    )
    cells = base.mark_rect().encode(
        color=alt.Color("change:Q", title="output less input (pixels)", scale=scale)
    )
    changes = base.mark_text(dy=-6, fontWeight="bold", color=theme.INK).encode(text="shown:N")
    losses = base.mark_text(dy=9, fontSize=10, color=theme.INK).encode(text="lost:N")
    same = table[table["change"] == 0]
    if len(same):
        found = ", ".join(f"{row.kernel_size} with {row.padding}" for row in same.itertuples())
        kept = f"Same size: kernel {found} of padding."
    elif side.s > 1:
        kept = f"No setting keeps the size at stride {side.s}; try stride 1."
    else:
        kept = "No setting keeps the size."
    charts.show(
        alt.layer(cells, changes, losses, height=430),
        f"Which settings keep {side.i} pixels, and which drop some",
        f"{kept} Small print: pixels that no window uses. Stride {side.s}, dilation {side.d}.",
    )
