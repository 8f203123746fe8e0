"""A network described: read from what people paste, laid out layer by layer.

known    Networks that everybody knows, as PyTorch code that is read like any other
reader/  Networks read from pasted text: classes, blocks, functions; nothing of it is run
rows     A stack of layers as rows, a kind and its arguments each, and as code
"""
