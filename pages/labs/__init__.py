"""The experiments of the pages: a folder a page, a file an experiment, drawn by its ``show``.

convolution/     Write-up 2.A and 2.B: the experiments of the convolution page
dropout/         The experiments of the dropout page
evidence/        The ledger: every claim in a line, its verdict, and the run behind it
home/            Home: one network trained in two orders, and five moving pictures
initialization/  The experiments of the initialization page
lessons/         Lessons: a class's room, and the charts that answer its questions
pooling/         The experiments of the pooling page
shuffling/       The experiments of the shuffling page
"""
