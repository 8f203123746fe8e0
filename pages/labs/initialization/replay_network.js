// A network as replay.py packs it, frame by frame, and its arithmetic over points of the plane.
import { decoded, frameOf } from "../../shared/player/bytes.js"
import { activationOf, INPUTS, pass } from "./one_pass.js"

// The plane reaches from −PLANE to PLANE on both axes; it is CELLS × CELLS squares.
export const PLANE = 6
export const CELLS = 80

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

// What the detail box says of a unit; layer 1 is the first that has weights.
export function inspect(network, frame, layer, unit) {
  const layers = network.layers.map((one, depth) => ({
    weights: Array.from({ length: network.sizes[depth + 1] }, (_, i) => weightsOf(one, frame, i)),
    biases: frameOf(one.biases, frame),
  }))
  const { inputs, labels } = network.train
  const levels = Array.from(labels, (label, i) =>
    pass({ ...network, layers }, inputs.map((values) => values[i]), label).levels[layer])
  const [totals, slopes, gradients] = ["totals", "slopes", "deltas"].map((name) =>
    levels.map((level) => level[name][unit]))
  return {
    bias: layers[layer - 1].biases[unit],
    weights: Array.from(layers[layer - 1].weights[unit]),
    totals,
    passes: slopes.map((slope) => slope > 0),
    passing: mean(slopes.map((slope) => Number(slope > 0))),
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
