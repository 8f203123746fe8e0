"""Two small networks for MNIST, what they reach, and a digit drawn for them.

augmentation  Small rotations, shifts and scalings of pictures, made for a whole set at once
handwriting   A digit drawn by hand, made into a picture as MNIST's were
network       Two small networks for MNIST, and the recipe that trains them in ten epochs
results       What the final networks reach on the test set, which each of them meets once
scan          A digit on paper, made into ink and then into a picture as MNIST's
"""
