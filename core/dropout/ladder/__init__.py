"""Which digits does a network no longer give? The ladder of the write-up's accuracies.

recipes  What the write-up does not say of its network: ways in which it may have been trained
rungs    How high an accuracy can be without a digit, and how well a recipe explains a table
runs     Which recipe prints ten figures such as those of the write-up's sweep?
"""
