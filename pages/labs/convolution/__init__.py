"""Write-up 2.A and 2.B: the experiments of the convolution page.

cell_view       A convolution's input, kernel and output as grids of numbers that answer to the
                pointer.
kernels         Kernels on pictures: known filters, a drawn one and learned ones, slid over a
                picture.
layer           Shape, parameters and cost of one layer, each with its formula and torch's own
                figure.
lesson_charts   Charts of the lesson on convolution and padding.
network_charts  Where a network keeps its parameters, its work and its memory, and how much each
                layer sees.
network_editor  Two ways of changing a network, as a table of layers and as code, which hand it to
                each other.
networks        Whole networks: every layer's shape, parameters, work, memory and receptive field in
                a table.
one_cell        One output cell of a convolution at a time, and the outputs that one pixel feeds.
shape_explorer  Output size against input size, and the settings that keep a size or drop pixels.
"""
