"""Exercises at the end of each lab, graded by the code that runs the lab.

The questions themselves stand in ``exercises.py`` of each experiment's folder.

controls  What a student can set in an exercise: numbers, one of several options, a matrix of bits
draws     How an exercise is drawn: the same seed gives the same numbers, another seed gives others
kept      A student's answers as one short text, which an address can hold over a reload
kinds     The kinds of exercise, and how each is graded
sheet     What a student has made of the exercises of a lab, and the sheet that says so
"""
