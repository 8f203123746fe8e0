"""Networks read from pasted text: what the text says is worked through, and nothing of it is run.

arithmetic        Python's operators over plain values and tensors, within bounds
attributes        What stands behind a dot or in brackets, of layers, tensors, classes and values
axes              What einops does: axes rearranged, repeated and summed up by names
binding           Names bound to values: by assignments, loops and comprehensions
budget            How much a pasted text may ask for: steps, depth, and the size of what it makes
changed           What a statement would change, told without working through it
classes           Classes of the text: networks, blocks, and plain objects that hold settings
counting          Operations counted by torch's own formulae while a network runs without numbers
expressions       Expressions of pasted code, worked out one by one
found             What a text turns out to hold: networks, what failed, shapes of inputs
folded            A network's rows with its blocks folded, as torchinfo shows them
functions         How the arguments of a call find the parameters of a function of the text
imported          What an imported name stands for
input_shapes      The shape of one example: read as people write it, or told by the text
interpreter       What functions, classes and layers of the text give when they are called
laid_out          A pasted network as it is chosen: its text, which one, one example's shape
layers            Layers of torch made from plain values, on a device without numbers
makers            New tensors as a text asks for them: their shapes alone
misfits           What does not fit in a layer, and the number that would
names             Which functions of torch may be called; none of them reads, writes or loads
networks          The networks that a pasted text holds, and what each of them is, layer by layer
pasted            A network of the text as a module of torch, whose ``forward`` is read
printed           What ``print(model)`` writes, turned back into code
published         Networks of torchvision that a text begins with
python_functions  Python's own functions, as far as pasted code may call them
python_names      What is known of Python: parts of collections, methods of text and lists
recording         The rows of a network, written while it runs
reduced_shapes    The shapes of sums, means, extremes and losses
refusals          What is said of text that is not read: the first thing in the way
removed           What `del` takes away: a name, a part of a layer, an entry of a collection
report            A pasted network for the command line: plain values, and a table
repeated          Layers that a text makes again: copies of the first with the same arguments
resampled_shapes  The shapes behind windows, borders, grids and copies
running           A network run on torch's meta device: a row a layer
shapes            The shapes that torch's commonest operations give, by torch's own formulae
sight             What every value of a running network sees of the input
statements        Statements of pasted code, worked through one by one
tensor_methods    What stands behind the dot of a tensor
text              The Python in a pasted text, without prompts, fences, magics and typography
torch_names       What the names of torch stand for: layers, functions, and what is passed over
values            What a name in pasted code may stand for
words             Lists of names, written as the words of a text
"""
