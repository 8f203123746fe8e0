"""Write-up 2.A and 2.B: the experiments of the convolution page.

cell_view         Input, kernel and output as grids of numbers that answer to the pointer
kernel_entry      A kernel typed or pasted into a table, kept in the address
kernels           Kernels on pictures: known filters, a drawn one and learned ones
layer             Shape, parameters and cost of one layer, each with its formula
layer_code        The layer as a line of code, which sets the controls and follows them
layer_drawing     The layer drawn: input, kernel and output as blocks, with sizes on their edges
lesson_charts     What shows the answers of the lesson on convolution and padding
network_charts    Where a network keeps its parameters, its work and its memory
network_editor    Two ways of changing a network, as a table of layers and as code
networks          Whole networks: every layer's shape, parameters, work and receptive field
one_cell          One output cell of a convolution at a time, and the outputs that one pixel feeds
padding           A picture under its border, the claim, and folded what padding gives and costs
padding_benefit   What padding gives: two networks read digits near the border
padding_colours   What the charts of the padding labs share: one colour a padding
padding_cost      What padding costs: how wrong the response is near a border
padding_geometry  Sizes and coverage: how large the output stays, how much each pixel is used
padding_position  A side effect of padding: the features tell where in the picture they are
padding_stage     A picture to drag over its border, its invented frame, and how wrong answers get
shape_explorer    Output size against input size, and the settings that keep a size or drop pixels
"""
