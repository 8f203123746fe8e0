// A network that learns one point, update by update.
import { pass } from "./one_pass.js"

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
    const passed = pass({ layers, activation: this.activation }, this.inputs, this.label)
    return { layers, passed, next: updated(layers, passed, this.rate) }
  }

  // The layers after so many updates, the pass through them, and the layers after the next one.
  after(updates) {
    while (this.rounds.length <= updates) this.rounds.push(this.round(this.rounds.at(-1).next))
    return this.rounds[updates]
  }
}
