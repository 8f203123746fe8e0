"""Write-up 2.C: pooling by hand, on your own numbers, under a shift, and on digits."""

from functools import partial

from pages.labs.pooling import census, own_matrix
from pages.labs.pooling import shift as pooling_shift
from pages.labs.pooling.matrix_board import BACKWARD
from pages.shared.page import exercises, frame
from pages.shared.page.frame import Tab

TABS = {
    "Shift it": Tab(
        "The picture moves by one pixel. Does pooling notice?",
        "drag the block, or put it where the write-up's four matrices have it.",
        pooling_shift.show,
        once={"The four matrices": {pooling_shift.FURTHER: pooling_shift.WORKED}},
        renamed={"window": "shift_window", "stride": "shift_stride"},
    ),
    "Your own matrix": Tab(
        "Who is heard in a pooled number, and who learns from it?",
        "type over a number, then turn from forward to backward.",
        own_matrix.show,
        once={"Gradients": {own_matrix.WAY: BACKWARD, own_matrix.FURTHER: own_matrix.ON_CELLS}},
    ),
    "On digits": Tab(
        "Five networks learn digits in the middle of the picture. What do they say of the same "
        "digits a few pixels away?",
        "drag the digit by a pixel or two, then follow one line to the right: how far may it move?",
        frame.later("pooling.digits"),
    ),
    "Exercises": Tab(
        "Can you pool by hand?",
        "answer, then see every window worked out.",
        partial(exercises.show, "pooling"),
    ),
}
MORE = {
    "What pooling can tell apart": Tab(
        "Of all 65,536 matrices of zeros and ones, how many can a pooling still tell apart?",
        "change window and stride, and see how much is lost.",
        census.show,
    ),
}

frame.lab("pooling", TABS, MORE)
