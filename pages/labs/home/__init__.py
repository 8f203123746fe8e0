"""Home: one network trained in two orders, and five moving pictures.

pendulum  One network trained in two orders, side by side; it starts when a visitor guesses
pictures  Five moving pictures, one a lab, each a question that leads to it
"""
