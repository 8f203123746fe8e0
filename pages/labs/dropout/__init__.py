"""Write-up 2.D: the experiments of the dropout page.

lesson_charts  Charts of the lesson on the dropout sweep.
"""
