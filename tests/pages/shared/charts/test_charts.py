from core.engines.descent.orders import ORDERS
from pages.shared import charts


def test_every_order_has_a_colour_of_its_own():
    assert list(charts.ORDER_COLOURS) == list(ORDERS)
    assert len(set(charts.ORDER_COLOURS.values())) == len(ORDERS)
