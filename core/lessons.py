"""The guided tours: one lesson for each lab, by the lab's page."""

from core.convolution import lesson as lesson_convolution
from core.dropout import lesson as lesson_dropout
from core.initialization import lesson as lesson_initialization
from core.pooling import lesson as lesson_pooling
from core.shuffling import lesson as lesson_shuffling
from core.teaching.lesson import Lesson

VERSION = 1
LESSONS: dict[str, Lesson] = {
    lesson.id: lesson
    for lesson in (
        lesson_initialization.LESSON,
        lesson_shuffling.LESSON,
        lesson_convolution.LESSON,
        lesson_pooling.LESSON,
        lesson_dropout.LESSON,
    )
}
