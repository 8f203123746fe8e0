"""The networks and their optimizers by name, and how images are scaled: read without torch."""

NETWORKS = (
    "course",
    "batch normalisation",
    "5 × 5 kernels",
    "5 × 5 kernels, batch normalisation",
)
OPTIMIZERS = ("RMSprop", "SGD with momentum", "Adam")
MEAN, DEVIATION = 0.1307, 0.3081
"""Of the pixels of MNIST, from 0 to 1, as everybody subtracts and divides by them."""
