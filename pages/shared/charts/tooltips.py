"""What a mark says when it is pointed at."""

import altair as alt

Said = list[str | alt.Tooltip]


def tooltip(*named: str | alt.Tooltip, **formats: str | tuple[str, str]) -> Said:
    """Return the fields that are said as they are, then those with a format, in their order.

    ``formats`` gives each field a number format of d3, or its title and the format.
    """
    return [*named, *(_formatted(field, form) for field, form in formats.items())]


def ends(form: str) -> dict[str, tuple[str, str]]:
    """Return both ends of a 95 % interval in a format, with titles that say what they are."""
    return {"low": ("95 % from", form), "high": ("to", form)}


def _formatted(field: str, form: str | tuple[str, str]) -> alt.Tooltip:
    if isinstance(form, str):
        return alt.Tooltip(field, format=form)
    title, number = form
    return alt.Tooltip(field, title=title, format=number)
