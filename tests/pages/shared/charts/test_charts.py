from core.engines.descent.orders import ORDERS
from pages.shared.charts import theme


def test_every_order_has_a_colour_of_its_own():
    assert list(theme.ORDER_COLOURS) == list(ORDERS)
    assert len(set(theme.ORDER_COLOURS.values())) == len(ORDERS)
