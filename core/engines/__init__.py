"""The engines that the experiments run on; none imports another, but for ``networks``.

cnn/              Convolutional networks for MNIST, and their fast training step
compiled          How inner loops are compiled, and kept where there is a folder for it
descent/          Many small networks trained at once by stochastic gradient descent
matrices/         A matrix read from what people paste, in whatever form they have it
networks/         A network described: read from what people paste, laid out layer by layer
picture_files     A picture from a visitor's own file, checked before it is decoded, in grey
planar            Two-dimensional point sets: the Playground's four, and two moons
playground/       TensorFlow Playground, number for number
seedrandom        The random numbers of TensorFlow Playground: seedrandom 2.4's ARC4 stream
starting_weights  Ways to fill the weights of a layer before training, all from ``torch.nn.init``
windows/          The arithmetic of sliding windows
"""
