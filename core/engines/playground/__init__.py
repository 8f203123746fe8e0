"""TensorFlow Playground, number for number.

backpropagation  Backpropagation, compiled: the inner loops of the Playground's engine
engine           The engine of TensorFlow Playground, number for number
going_on         Training that goes on from where it ended, its past kept in fewer frames
inspection       What happens inside a Playground network: outputs, activations
links            The settings that a Playground link carries, however it was carried here
looks            What a Playground link says of the page around the networks
starts           Many networks from many starts, on both cores: other seeds, exchanged starts
"""
