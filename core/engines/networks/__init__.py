"""A network described: read from what people paste, laid out layer by layer.

activation     The layers of ``torch.nn`` that work on one number at a time, or that sum up to 1
base           What every layer can tell of itself: shape, parameters, work, sight, code
code           PyTorch code of a stack of layers: read without running it, and written
convolution    The convolutions and transposed convolutions of ``torch.nn``
kinds          The layers of ``torch.nn`` that a network here may hold, by name
known          Networks that everybody knows, taken from their own definitions where there is code
normalisation  The layers of ``torch.nn`` that standardise, then scale and shift
pooling        The poolings of ``torch.nn``, in one, two and three dimensions
reader/        Networks read from pasted text: classes, blocks, functions; nothing of it is run
summary        A network layer by layer: shapes, parameters, multiply-accumulates, memory
"""
