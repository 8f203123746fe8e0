"""The machinery of lessons, votes, exercises, the glossary and the references.

exercises/  Exercises at the end of each lab, graded by the code that runs the lab
glossary    The terms of the labs, read from ``glossary.toml``, and their first occurrence in a text
lesson      What a lesson is: steps that ask first, then run, then answer from the run, then say why
references  The papers and books that the labs cite, read from ``references.csv``
votes       Predictions of a class, counted by room and question in one SQLite file
"""
