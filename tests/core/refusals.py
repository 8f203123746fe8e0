"""The test that settings which cannot be are refused, each in a sentence that says which it is."""

import pytest


def refused(make, *cases):
    """Return the test that ``make`` refuses every case, in a sentence that begins as the case says.

    A case is what ``make`` is given, as a dictionary of fields or a tuple of arguments, and how the
    sentence begins; with a full stop it is the whole sentence.
    """

    @pytest.mark.parametrize(("given", "says"), cases)
    def test(given, says):
        with pytest.raises(ValueError) as caught:
            make(**given) if isinstance(given, dict) else make(*given)
        text = str(caught.value)
        assert text == says if says.endswith(".") else text.startswith(says), text

    return test
