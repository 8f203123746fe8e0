"""Exercises at the end of each lab, graded by the code that runs the lab.

``kinds`` says what a question is and how it is graded, ``controls`` what a student can set in one,
``drawing`` how questions get their numbers from a seed, ``sheet`` what a student has made of them.
The questions themselves stand in one file a lab, named after it.
"""
