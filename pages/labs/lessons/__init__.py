"""Lessons: a class's room, and the charts that answer its questions.

charts  The chart that shows each answer of a lesson, by the lesson's and the step's id
keys    Arrow keys that move through the places of a lesson, wherever the focus does not need them
room    The class's room: opened with a press, joined with a code
"""
