"""The ledger on the home page.

ledger       The ledger: a row a claim, reported and measured, and where to test it
ledger_jobs  The ledger's jobs: one a claim, in line with every other job of the server
"""
