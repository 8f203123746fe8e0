"""The write-up's four matrices: every window written out, beside what it prints."""

import pandas as pd
import streamlit as st

from core import pooling
from core.pooling import Config, Result, shift
from core.pooling.matrix import Matrix
from core.text import latex
from pages.labs.pooling.moving_block import misprint
from pages.shared.jobs import aside
from pages.shared.page import claim_card, collected, prose

BOX = r"\boxed{\textcolor{#D55E00}{%s}}"


def worked(config: shift.Config) -> Result | None:
    """Return the four matrices pooled as their grid is, or, on another grid, as they once were.

    There is none yet while torch is asked for the same.
    """
    ours = Config()
    if config.side == len(ours.matrices[0]):
        ours = Config(kernel_size=config.kernel_size, stride=config.stride)
    collected.add(collected.Experiment(pooling.__name__, ours))
    return aside.ask(pooling, ours)


def judged(result: Result) -> None:
    """Show how the write-up's two claims fare."""
    for column, verdict in zip(st.columns(2), pooling.verdicts(result), strict=True):
        with column:
            claim_card.show(verdict, "Exact fractions, no randomness.")


def show(result: Result) -> None:
    """Write every window of both operators on every matrix out as the write-up does."""
    printed = printed_beside(result.config)
    if not printed.empty:
        misprints()
    boxed = " Boxed: misprinted windows." if not printed.empty else ""
    prose.note(f"Every window in the write-up's form.{boxed}")
    line_by_line(result, printed)


def table(result: Result) -> pd.DataFrame:
    """Return every window and its result, for a file."""
    windows = result.windows.assign(result=result.windows["result"].map(str))
    return windows.drop(columns=["working", "text", "cells"])


def printed_beside(config: Config) -> pd.DataFrame:
    """Return the write-up's own windows, or none where it pools otherwise."""
    printed = pooling.as_printed()
    return printed if config == Config() else printed.iloc[:0]


def misprints() -> None:
    """Name the windows that the write-up's working misprints."""
    wrong = [f"In matrix {row.matrix}, {misprint(row)}" for row in pooling.misprints().itertuples()]
    if wrong:
        found = f"{len(wrong)} misprints found by comparing every printed window."
        st.info(" ".join([found, *wrong]), icon=":material/spellcheck:")


def line_by_line(result: Result, printed: pd.DataFrame) -> None:
    """Write every window's working out as the write-up does, ours and the printed one."""
    with st.grid(2, min_column_width=320):
        for number, cells in enumerate(result.config.matrices, start=1):
            with st.container(border=True):
                st.latex(rf"\text{{Matrix {number}:}}\quad {bracketed(texts(cells))}")
                windows = result.windows[result.windows["matrix"] == number]
                for operator, own in windows.groupby("operator"):
                    theirs = printed[
                        (printed["operator"] == operator) & (printed["matrix"] == number)
                    ]
                    working(str(operator), own, theirs)


def working(operator: str, windows: pd.DataFrame, printed: pd.DataFrame) -> None:
    """Show the computed working of one operator, and the printed one where it is another."""
    equal_to_torch = all(float(row.result) == row.torch for row in windows.itertuples())
    how = "agrees" if equal_to_torch else "agrees to its rounding"
    st.markdown(f"{operator.capitalize()} pooling · torch {how}")
    results = bracketed(grid(windows.assign(result=windows["result"].map(latex)), "result"))
    st.latex(
        rf"\begin{{aligned}} &{bracketed(grid(windows, 'working'))} \\[6pt] &= {results} "
        r"\end{aligned}"
    )
    wrong = printed["printed"] != printed["correct"]
    if wrong.any():
        marked = printed["working"].where(~wrong, printed["working"].map(lambda it: BOX % it))
        st.markdown("The write-up prints:")
        st.latex(bracketed(grid(printed.assign(marked=marked), "marked")))


def texts(cells: Matrix) -> list[list[str]]:
    """Return every cell in LaTeX."""
    return [[latex(cell) for cell in row] for row in cells]


def bracketed(cells: list[list[str]]) -> str:
    """Return rows of cells as a LaTeX matrix."""
    rows = r" \\[4pt] ".join(" & ".join(row) for row in cells)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def grid(windows: pd.DataFrame, column: str) -> list[list[str]]:
    """Return one column of ``windows`` laid out as the output matrix."""
    return windows.pivot(index="row", columns="column", values=column).to_numpy().tolist()
