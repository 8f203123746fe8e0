// What TensorFlow Playground computes of one point: through a network and back, in doubles.

export const INPUTS = {
  x: { label: "x", value: (x, y) => x },
  y: { label: "y", value: (x, y) => y },
  xSquared: { label: "x²", value: (x, y) => x * x },
  ySquared: { label: "y²", value: (x, y) => y * y },
  xTimesY: { label: "xy", value: (x, y) => x * y },
  sinX: { label: "sin x", value: (x, y) => Math.sin(x) },
  sinY: { label: "sin y", value: (x, y) => Math.sin(y) },
}

export const ACTIVATIONS = {
  relu: { label: "ReLU", value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  tanh: { label: "tanh", value: Math.tanh, slope: (z, a) => 1 - a * a },
  sigmoid: { label: "sigmoid", value: (z) => 1 / (1 + Math.exp(-z)), slope: (z, a) => a * (1 - a) },
  linear: { label: "linear", value: (z) => z, slope: () => 1 },
  "leaky relu": {
    label: "leaky ReLU", value: (z) => Math.max(0.01 * z, z), slope: (z) => (z > 0 ? 1 : 0.01),
  },
  "sigmoid - 1/2": {
    label: "sigmoid − ½", value: (z) => 1 / (1 + Math.exp(-z)) - 0.5, slope: (z, a) => 0.25 - a * a,
  },
}

// The activation of the layer whose weights stand at `depth`.
export function activationOf({ layers, activation, answer = "tanh" }, depth) {
  return ACTIVATIONS[depth === layers.length - 1 ? answer : activation]
}

function sum(terms) {
  return terms.reduce((total, term) => total + term, 0)
}

// What becomes of `inputs` in a network, whose layers have weights (units × sources) and biases: of
// every layer, the inputs first, what it gives, with its sums z and slopes f′(z). Then, of every layer but the
// inputs, the gradients of the loss ½(output − label)²: by what it gives (`arriving`), by z
// (`deltas`), and by its weights (`gradients`).
export function pass(network, inputs, label) {
  const { layers } = network
  const levels = [{ outputs: inputs }]
  layers.forEach(({ weights, biases }, before) => {
    const { value, slope } = activationOf(network, before)
    const totals = weights.map((row, unit) =>
      row.reduce((total, weight, i) => total + weight * levels[before].outputs[i], biases[unit]))
    const outputs = totals.map(value)
    levels.push({ totals, outputs, slopes: totals.map((z, i) => slope(z, outputs[i])) })
  })
  const [output] = levels.at(-1).outputs
  goBack(layers, levels, output - label)
  return { levels, label, output, loss: 0.5 * (output - label) ** 2 }
}

function goBack(layers, levels, error) {
  let arriving = [error]
  for (let layer = layers.length; layer > 0; layer--) {
    const [level, before] = [levels[layer], levels[layer - 1]]
    const deltas = arriving.map((given, unit) => given * level.slopes[unit])
    const gradients = deltas.map((delta) => before.outputs.map((given) => delta * given))
    Object.assign(level, { arriving, deltas, gradients })
    const { weights } = layers[layer - 1]
    arriving = before.outputs.map((_, source) =>
      sum(deltas.map((delta, unit) => delta * weights[unit][source])))
  }
}
