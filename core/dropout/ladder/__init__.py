"""Which digits does a network no longer give? The ladder of the write-up's accuracies.

outputs_alive  Does dropout before the last layer keep the outputs behind it alive?
recipes        What the write-up does not say of its network: ways in which it may be trained
rungs          How high an accuracy can be without a digit, and how well a recipe explains a table
runs           Which recipe prints ten figures such as those of the write-up's sweep?
"""
