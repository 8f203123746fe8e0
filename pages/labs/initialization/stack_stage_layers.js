// A deep stack: how large a signal is in each of its layers, and a gradient on its way back.
import { ACTIVATIONS } from "./one_pass.js"

// The root of the mean square, layer by layer, of the sums z (`forward`) and of the gradient by them
// (`backward`), with weights of this size: their standard deviation times √width.
export function layerSizes({ width, signals, functionals, weights }, activation, size) {
  const { value, slope } = ACTIVATIONS[activation]
  const scale = size / Math.sqrt(width)
  const totals = []
  let given = Float64Array.from(signals)
  for (const layer of weights) {
    totals.push(ahead(layer, given, width, scale))
    given = totals.at(-1).map(value)
  }
  const gradients = [Float64Array.from(functionals)]
  for (let layer = weights.length - 1; layer > 0; layer--) {
    const arriving = back(weights[layer], gradients[0], width, scale)
    gradients.unshift(arriving.map((gradient, i) => {
      const z = totals[layer - 1][i]
      return gradient * slope(z, value(z))
    }))
  }
  return { forward: totals.map(rootMeanSquare), backward: gradients.map(rootMeanSquare) }
}

// W times each of the inputs in `given`, times `scale`.
function ahead(weights, given, width, scale) {
  const made = new Float64Array(given.length)
  for (let start = 0; start < given.length; start += width) {
    for (let unit = 0; unit < width; unit++) {
      let sum = 0
      for (let i = 0, row = unit * width; i < width; i++) sum += weights[row + i] * given[start + i]
      made[start + unit] = scale * sum
    }
  }
  return made
}

// The transpose of W times each of the gradients in `given`, times `scale`.
function back(weights, given, width, scale) {
  const made = new Float64Array(given.length)
  for (let start = 0; start < given.length; start += width) {
    for (let unit = 0; unit < width; unit++) {
      const delta = scale * given[start + unit]
      for (let i = 0, row = unit * width; i < width; i++) made[start + i] += delta * weights[row + i]
    }
  }
  return made
}

function rootMeanSquare(values) {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
}
