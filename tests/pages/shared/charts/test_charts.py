from core.engines.descent.orders import ORDERS
from pages.shared.charts import theme
from tests.pages.visit import open_script


def test_every_order_has_a_colour_of_its_own():
    assert list(theme.ORDER_COLOURS) == list(ORDERS)
    assert len(set(theme.ORDER_COLOURS.values())) == len(ORDERS)


def page(values, made):
    import altair as alt
    import pandas as pd

    from pages.shared import charts

    def line(frame):
        made.append(frame)
        return alt.Chart(frame).mark_line().encode(x="x:Q", y="y:Q")

    frame = pd.DataFrame({"x": [0, 1], "y": values})
    charts.kept(line, frame, title="Kept", caption="A line.")
    charts.show(line(frame), "Made anew", "A line.")


def test_a_kept_chart_is_made_once_for_what_it_shows_and_drawn_like_any_other():
    made = []
    app = open_script(page, [3, 5], made).run()
    assert len(made) == 3
    kept, anew = app.charts
    assert (kept.spec, kept.alt.removeprefix("Kept")) == (anew.spec, anew.alt[9:])
    (kept, *_), _ = open_script(page, [3, 8], made).drawn
    assert list(kept["y"]) == [3, 8]
