"""The evidence: every claim in a line, its verdict, and the run behind it.

ledger       The ledger: a row a claim, with its verdict and the figure that decided it
ledger_jobs  The ledger's jobs: one a claim, in line with every other job of the server
row          One claim's row, and what unfolds from it
"""
