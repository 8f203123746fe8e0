"""The arithmetic of sliding windows.

layer            One convolution, transposed convolution or pooling: fields, sizes, counts
pixels           Pixels as rows of a table, and how far each of them lies from the border
receptive_field  How much of the input one output sees, layer by layer, along one side
sliding          The arithmetic that every sliding window shares, in one, two and three dimensions
"""
