"""Convolutional networks for MNIST, and their fast training step.

engine      Training steps of small convolutional networks, with the images of a batch innermost
kernels     What a training step of a small convolutional network computes, compiled
layers      What the layers of the engine do in a step, with the images of a batch innermost
names       The networks and their optimizers by name, and how images are scaled
networks    The convolutional networks for MNIST, and the loop that trains them
optimizers  The optimizers: torch's, and the same compiled for one vector
"""
