"""Streamlit's pages, thin: each chooses among the experiments of its folder in ``labs``.

convolution     The arithmetic of a convolution, and what its padding gives and costs
dropout         A dropout sweep that tells signal from luck, and a better network
evidence        Evidence: every claim of the write-up in a line, and how it fared
glossary        The terms of the labs with formulae and sources, and the works that are cited
initialization  Two Playground networks, why one stands still, and what makes a start good
labs/           The experiments of the pages: a folder a page, a file an experiment
lessons         Lessons: every lab as questions that a class answers before it sees the run
pooling         Pooling by hand, on your own numbers, under a shift, and on digits
shared/         What several pages put on the screen
shuffling       What the order of the examples does, what dies of it, and what else it could be
"""
