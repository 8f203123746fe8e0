// A network as replay.py packs it, frame by frame, and its arithmetic over points of the plane.
import { decoded, frameOf } from "../../shared/player/bytes.js"

// The plane reaches from −PLANE to PLANE on both axes; it is CELLS × CELLS squares.
export const PLANE = 6
export const CELLS = 80

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

// ---------------------------------------------------------------- reading the bytes

export function unpack(bytes) {
  const { networks, goesOn } = decoded(bytes)
  return { networks: networks.map(prepared), goesOn }
}

function prepared(network) {
  const withField = (points) => ({ ...points, ...makeField(network, points.xs, points.ys) })
  const [train, test] = [network.train, network.test].map(withField)
  return { ...network, train, test, grid: makeGrid(network) }
}

function makeGrid(network) {
  const xs = new Float32Array(CELLS * CELLS)
  const ys = new Float32Array(CELLS * CELLS)
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      xs[row * CELLS + column] = ((column + 0.5) / CELLS) * 2 * PLANE - PLANE
      ys[row * CELLS + column] = PLANE - ((row + 0.5) / CELLS) * 2 * PLANE
    }
  }
  return makeField(network, xs, ys)
}

// Room for what the network makes of the points xs, ys: an array (points,) for each unit.
function makeField(network, xs, ys) {
  const room = (units) => Array.from({ length: units }, () => new Float32Array(xs.length))
  return {
    inputs: network.inputs.map((name) => xs.map((x, i) => INPUTS[name].value(x, ys[i]))),
    layers: network.sizes.slice(1).map((units) => ({ totals: room(units), outputs: room(units) })),
  }
}

// ---------------------------------------------------------------- the network's arithmetic

// The activation of the layer whose weights stand at `depth`.
export function activationOf({ layers, activation, answer = "tanh" }, depth) {
  return ACTIVATIONS[depth === layers.length - 1 ? answer : activation]
}

// Its weights from every source.
export function weightsOf({ weights }, frame, unit) {
  const [, , fanIn] = weights.shape
  return frameOf(weights, frame).subarray(unit * fanIn, (unit + 1) * fanIn)
}

export function biasOf({ biases }, frame, unit) {
  return frameOf(biases, frame)[unit]
}

function addScaled(sum, factor, terms) {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * terms[i]
}

export function forward(network, frame, field) {
  let sources = field.inputs
  network.layers.forEach((layer, depth) => {
    const { totals, outputs } = field.layers[depth]
    const { value } = activationOf(network, depth)
    totals.forEach((total, unit) => {
      total.fill(biasOf(layer, frame, unit))
      const weights = weightsOf(layer, frame, unit)
      sources.forEach((source, i) => addScaled(total, weights[i], source))
      const output = outputs[unit]
      for (let i = 0; i < total.length; i++) output[i] = value(total[i])
    })
    sources = outputs
  })
}

// Leave of every output over the plane its sign, as the Playground does.
export function discretize({ layers }) {
  for (const { outputs } of layers) {
    for (const output of outputs) output.forEach((value, i) => (output[i] = value >= 0 ? 1 : -1))
  }
}

// The gradient of each point's loss ½(output − label)² by each unit's pre-activation: an array
// (points,) for each unit of each layer. `forward` has filled `points` before.
function backward(network, frame, points) {
  const last = network.layers.length - 1
  const deltas = points.layers.map(({ totals }) => totals.map((z) => new Float64Array(z.length)))
  for (let depth = last; depth >= 0; depth--) {
    const { totals, outputs } = points.layers[depth]
    const { slope } = activationOf(network, depth)
    deltas[depth].forEach((delta, unit) => {
      const output = outputs[unit]
      if (depth === last) delta.forEach((_, i) => (delta[i] = output[i] - points.labels[i]))
      else {
        const later = network.layers[depth + 1]
        deltas[depth + 1].forEach((from, target) =>
          addScaled(delta, weightsOf(later, frame, target)[unit], from),
        )
      }
      delta.forEach((_, i) => (delta[i] *= slope(totals[unit][i], output[i])))
    })
  }
  return deltas
}

// What the detail box says of a unit; layer 1 is the first that has weights.
export function inspect(network, frame, layer, unit) {
  const weights = network.layers[layer - 1]
  const { totals, outputs } = network.train.layers[layer - 1]
  const { slope } = activationOf(network, layer - 1)
  const slopes = Array.from(totals[unit], (z, i) => slope(z, outputs[unit][i]))
  const gradients = backward(network, frame, network.train)[layer - 1][unit]
  return {
    bias: biasOf(weights, frame, unit),
    weights: Array.from(weightsOf(weights, frame, unit)),
    totals: totals[unit],
    passes: slopes.map((s) => s > 0),
    passing: mean(slopes.map((s) => (s > 0 ? 1 : 0))),
    meanSlope: mean(slopes),
    meanGradient: mean(gradients),
    meanGradientSize: mean(gradients.map(Math.abs)),
  }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

// What a unit, or in layer 0 an input, gives on every cell of the plane.
export function outputsOf({ grid: { inputs, layers } }, layer, unit) {
  return layer === 0 ? inputs[unit] : layers[layer - 1].outputs[unit]
}

// Whether the network tells classes apart; otherwise it learns numbers.
export function tellsClasses({ answer }) {
  return answer === "tanh"
}

export function isWrong(points, i) {
  return !(points.layers.at(-1).outputs[0][i] * points.labels[i] > 0)
}

// How far the outputs lie from the labels, on average.
export function meanDistance({ layers, labels }) {
  return mean(layers.at(-1).outputs[0].map((output, i) => Math.abs(output - labels[i])))
}

export function countWrong(points) {
  return points.labels.reduce((count, _, i) => count + isWrong(points, i), 0)
}
