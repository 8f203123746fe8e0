"""What several pages put on the screen.

charts/  Colours and the one way in which charts reach the screen (Okabe and Ito's palette, 2008)
jobs/    Long work outside the script: a rerun, another page or a closed tab does not end it
page/    What every page is made of: its frame, controls, words, tables and states
player/  What the components that play recordings in the browser share: their parts, their bytes
report/  A report of what a page shows: one HTML file that needs no network and prints cleanly
"""
