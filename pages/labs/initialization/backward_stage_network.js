// One point through a network and back, in doubles: what TensorFlow Playground does with it.
import { activationOf } from "./replay_network.js"

function sum(terms) {
  return terms.reduce((total, term) => total + term, 0)
}

// What becomes of `inputs` in `layers`, each of weights (units × sources) and biases: of every layer,
// the inputs first, what it gives, with its sums z and slopes f′(z). Then, of every layer but the
// inputs, the gradients of the loss ½(output − label)²: by what it gives (`arriving`), by z
// (`deltas`), and by its weights (`gradients`).
export function pass(layers, activation, inputs, label) {
  const levels = [{ outputs: inputs }]
  layers.forEach(({ weights, biases }, before) => {
    const { value, slope } = activationOf({ layers, activation }, before)
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

// The layers after one step down the gradients of a pass.
export function updated(layers, { levels }, rate) {
  return layers.map(({ weights, biases }, before) => {
    const { deltas, gradients } = levels[before + 1]
    return {
      weights: weights.map((row, unit) =>
        row.map((weight, i) => weight - rate * gradients[unit][i])),
      biases: biases.map((bias, unit) => bias - rate * deltas[unit]),
    }
  })
}

// The layer, going back, whose weights are the first to get no gradient at all; 0 where all get one.
export function stopsAt({ levels }) {
  const still = ({ gradients }) => gradients?.flat().every((gradient) => gradient === 0)
  return Math.max(0, levels.findLastIndex(still))
}

// A network that learns one point, update by update; what it once was is kept.
export class Learner {
  constructor(start, { activation, scale, inputs, label, rate }) {
    Object.assign(this, { activation, inputs, label, rate })
    const scaled = (numbers) => numbers.map((number) => scale * number)
    const layers = start.map(({ weights, biases }) =>
      ({ weights: weights.map(scaled), biases: scaled(biases) }))
    this.rounds = [this.round(layers)]
  }

  round(layers) {
    const passed = pass(layers, this.activation, this.inputs, this.label)
    return { layers, passed, next: updated(layers, passed, this.rate) }
  }

  // The layers after so many updates, the pass through them, and the layers after the next one.
  after(updates) {
    while (this.rounds.length <= updates) this.rounds.push(this.round(this.rounds.at(-1).next))
    return this.rounds[updates]
  }
}
