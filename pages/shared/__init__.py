"""What several pages put on the screen.

charts/  Charts: one way to the screen and into files, with words for who cannot see them
jobs/    Long work outside the script: a rerun, another page or a closed tab does not end it
page/    What every page is made of: its frame, controls, words, tables and states
player/  What moves in the browser: components and what their scripts share, each with its styles
report/  A report of what a page shows: one HTML file that needs no network and prints cleanly
"""
