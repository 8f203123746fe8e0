"""Write-up 2.A and 2.B: the experiments of the convolution page.

cell_view         A convolution's input, kernel and output as grids of numbers that answer to the
                  pointer.
kernels           Kernels on pictures: known filters, a drawn one and learned ones, slid over a
                  picture.
layer             Shape, parameters and cost of one layer, each with its formula and torch's own
                  figure.
lesson_charts     Charts of the lesson on convolution and padding.
network_charts    Where a network keeps its parameters, its work and its memory, and how much each
                  layer sees.
network_editor    Two ways of changing a network, as a table of layers and as code, which hand it to
                  each other.
networks          Whole networks: every layer's shape, parameters, work, memory and receptive field
                  in a table.
one_cell          One output cell of a convolution at a time, and the outputs that one pixel feeds.
padding_benefit   What padding gives: two networks that differ only in padding read digits near the
                  border.
padding_claim     Claim 2.B as a whole, from the recorded ledger; the padding labs judge its parts
                  live.
padding_colours   What the charts of the padding labs share: one colour a padding, legends, square
                  pictures.
padding_cost      What padding costs: how wrong the response is near a border, by what lies beyond
                  it.
padding_geometry  Sizes and coverage: how large the output stays, and how much each pixel of the
                  input is used.
padding_position  A side effect of padding: the features tell where in the picture they are.
shape_explorer    Output size against input size, and the settings that keep a size or drop pixels.
"""
