"""Other figures are planted in a result, to see whether what judges it finds them."""

from dataclasses import replace


def planted(result, frame, where=None, **values):
    """Return ``result`` with ``values`` in columns of a frame, in the rows of a query or in all.

    A value may be a function of what stood in the column there.
    """
    rows = getattr(result, frame).copy()
    here = rows.index if where is None else rows.query(where).index
    for column, value in values.items():
        rows.loc[here, column] = value(rows.loc[here, column]) if callable(value) else value
    return replace(result, **{frame: rows})
