"""Home: one network trained in two orders, and five moving pictures.

first_screen  The first screen: the pendulum, five moving pictures, and three ways on
pendulum      One network trained in two orders, side by side; it starts when a visitor guesses
pictures      Five moving pictures, one a lab, each a question that leads to it
"""
