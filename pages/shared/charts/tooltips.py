"""What a mark says when it is pointed at."""

import altair as alt

Said = list[str | alt.Tooltip]


def tooltip(*named: str | alt.Tooltip, **formats: str | tuple[str, str]) -> Said:
    """Return the fields that are said as they are, then those with a format, in their order.

    ``formats`` gives each field a number format of d3, or its title and the format.
    """
    return [*named, *(_formatted(field, said) for field, said in formats.items())]


def interval(said: str, estimate: str = "estimate") -> dict[str, str | tuple[str, str]]:
    """Return the format ``said`` of an estimate and of the ends of its 95 % interval, titled."""
    return {estimate: said, "low": ("95 % from", said), "high": ("to", said)}


def _formatted(field: str, said: str | tuple[str, str]) -> alt.Tooltip:
    if isinstance(said, str):
        return alt.Tooltip(field, format=said)
    title, form = said
    return alt.Tooltip(field, title=title, format=form)
