"""Lessons: a class's room, and what answers its questions.

keys    Arrow keys that move through the places of a lesson, wherever the focus does not need them
notes   The presenter's notes: on the page itself, and on a phone or in a second window of the room
room    The class's room: opened with a press, joined with a code
slide   One step of a lesson as a slide: the question and its answers, then the run with the why
"""
