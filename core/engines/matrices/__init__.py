"""A matrix read from what people paste, in whatever form they have it.

brackets      Numbers in brackets: what numpy, torch, MATLAB, JSON, Mathematica and C write
cells         Cells as exact fractions, and the text that stands for them in an address
conventions   What commas and points in numbers may mean, and signs that stand for numbers
latex         Matrices and tables in LaTeX
lines         Rows on lines, with tabs, semicolons, commas or spaces between their columns
names         The names of rows and columns, which are no part of a matrix
reading       A pasted text as one matrix, or why it is none: what has two readings is asked
surroundings  What stands around a matrix: fences, prompts, comments, assignments, calls
tables        Tables in Markdown and HTML, and what R prints
"""
