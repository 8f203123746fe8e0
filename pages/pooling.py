"""Write-up 2.C: pooling by hand, on your own numbers, under a shift, and on digits."""

from functools import partial

from pages.labs.pooling import census, matrices, own_matrix
from pages.labs.pooling import digits as pooling_digits
from pages.labs.pooling import gradients as pooling_gradients
from pages.labs.pooling import shift as pooling_shift
from pages.shared.page import exercises, frame
from pages.shared.page.frame import Tab

TABS = {
    "Shift it": Tab(
        "The picture moves by one pixel. Does pooling notice?",
        "drag the block, and count the numbers that change.",
        pooling_shift.show,
    ),
    "The four matrices": Tab(
        "One block of ones in four places: what do average and max pooling make of it?",
        "point at a result, and see which cells it comes from.",
        matrices.show,
        ("window", "stride"),
    ),
    "Your own matrix": Tab(
        "What does any pooling make of your own numbers?",
        "write a matrix, then switch the quiz on and work it out yourself.",
        own_matrix.show,
    ),
    "On digits": Tab(
        "Five networks learn digits in the middle of the picture. What do they say of the same "
        "digits a few pixels away?",
        "follow one line to the right: how far may a digit move?",
        pooling_digits.show,
    ),
    "Exercises": Tab(
        "Can you pool by hand?",
        "answer, then see every window worked out.",
        partial(exercises.show, "pooling"),
    ),
}
MORE = {
    "Gradients": Tab(
        "Where does the gradient of a pooled number go?",
        "compare average with max: one shares it out, the other gives it to one cell.",
        pooling_gradients.show,
    ),
    "What pooling can tell apart": Tab(
        "Of all 65,536 matrices of zeros and ones, how many can a pooling still tell apart?",
        "change window and stride, and see how much is lost.",
        census.show,
    ),
}

frame.lab("pooling", TABS, MORE)
