"""Many small networks trained at once by stochastic gradient descent.

inspection  What many small networks do with a whole set of examples, compiled
kernel      Stochastic gradient descent on many small networks at once, compiled
networks    Many small networks at once: what they learn from one order of the examples
orders      The orders in which the training examples can be shown
settings    What many small networks are trained on and how, and the order in which they see it
uncompiled  The same mathematics in numpy alone, for a server that has compiled nothing
"""
