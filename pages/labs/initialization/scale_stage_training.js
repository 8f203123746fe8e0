// Trains the stage's network from starts of any size, as core's engine does, sum by sum.
import { ACTIVATIONS } from "./one_pass.js"

const RECORDS = 50
// Iterations between two looks at the clock.
const AT_ONCE = 5

// ---------------------------------------------------------------- the network

// `layers` counts the units, two inputs first and one tanh unit last; `weights` and `biases` are
// those of all layers one after the other, row by row. They, and the units' outputs and errors,
// lie in one array each, which is what makes it quick.
export class Network {
  constructor({ layers, activation }, { weights, biases }) {
    const units = layers.reduce((sum, count) => sum + count)
    Object.assign(this, { layers, weights, biases, ...ACTIVATIONS[activation] })
    this.outputs = new Float64Array(units)
    this.errors = new Float64Array(units)
    this.weightSums = new Float64Array(weights.length)
    this.biasSums = new Float64Array(biases.length)
  }

  // What goes into the last unit's tanh at a point.
  sum(x, y) {
    const { layers, outputs, weights, biases, value } = this
    outputs[0] = x
    outputs[1] = y
    const last = outputs.length - 1
    let [from, unit, weight, bias, total] = [0, layers[0], 0, 0, 0]
    for (let depth = 1; depth < layers.length; depth++) {
      const end = unit + layers[depth]
      for (; unit < end; unit++) {
        total = biases[bias++]
        for (let i = 0; i < layers[depth - 1]; i++) total += weights[weight++] * outputs[from + i]
        outputs[unit] = unit === last ? total : value(total)
      }
      from += layers[depth - 1]
    }
    return total
  }

  answer(x, y) {
    return Math.tanh(this.sum(x, y))
  }

  // Add up the gradients of one point's loss, ½ (answer − label)².
  learn(x, y, label) {
    const answer = this.answer(x, y)
    const { layers, outputs, errors, weights, weightSums, biasSums, slope } = this
    let [to, first, bias] = [outputs.length - 1, weights.length, biasSums.length]
    errors[to] = (answer - label) * (1 - answer * answer)
    for (let depth = layers.length - 1; depth > 0; depth--) {
      const [units, sources] = [layers[depth], layers[depth - 1]]
      const from = to - sources
      first -= units * sources
      bias -= units
      for (let unit = 0, weight = first; unit < units; unit++) {
        const error = errors[to + unit]
        biasSums[bias + unit] += error
        for (let i = 0; i < sources; i++) weightSums[weight++] += error * outputs[from + i]
      }
      for (let i = 0; depth > 1 && i < sources; i++) {
        let error = 0
        for (let unit = 0; unit < units; unit++) {
          error += weights[first + unit * sources + i] * errors[to + unit]
        }
        const output = outputs[from + i]
        errors[from + i] = error * slope(output, output)
      }
      to = from
    }
  }

  // Go against the mean of the gradients of `count` points.
  update(rate, count) {
    const { weights, biases, weightSums, biasSums } = this
    for (let i = 0; i < weights.length; i++) weights[i] -= (rate / count) * weightSums[i]
    for (let i = 0; i < biases.length; i++) biases[i] -= (rate * biasSums[i]) / count
    weightSums.fill(0)
    biasSums.fill(0)
  }

  loss({ xs, ys, labels }) {
    let loss = 0
    for (let i = 0; i < labels.length; i++) {
      loss += 0.5 * (this.answer(xs[i], ys[i]) - labels[i]) ** 2
    }
    return loss / labels.length
  }
}

// ---------------------------------------------------------------- training

// The start of a draw at a size, all its weights equal if they are to be.
export function startOf(data, { draw, size, equal }) {
  const { weights, biases } = data.drawn[draw]
  const scale = size / data.deviation
  return new Network(data, {
    weights: Float64Array.from(weights, (weight) => (equal ? data.deviation : weight) * scale),
    biases: Float64Array.from(biases, (bias) => bias * scale),
  })
}

// One start on its way to the last iteration: its `losses`, train and test, stand beside `times`.
export class Training {
  constructor(data, start) {
    Object.assign(this, { data, start, network: startOf(data, start) })
    this.reach = this.meanSum()
    this.every = Math.max(1, Math.floor(data.iterations / RECORDS))
    this.now = 0
    this.times = []
    this.losses = []
    this.record()
  }

  get ended() {
    return this.now === this.data.iterations
  }

  get testLoss() {
    return this.losses.at(-1)[1]
  }

  get outcome() {
    const { outcomes, below } = this.data
    const at = below.findIndex((loss) => this.testLoss < loss)
    return outcomes.at(at)
  }

  // How large what goes into the last unit's tanh is, on average, at a training point.
  meanSum() {
    const { xs, ys } = this.data.train
    return xs.reduce((sum, x, i) => sum + Math.abs(this.network.sum(x, ys[i])), 0) / xs.length
  }

  // Go on until the end, or until the clock shows `deadline`.
  advance(deadline = Infinity) {
    while (!this.ended && performance.now() < deadline) {
      for (let i = 0; i < AT_ONCE && !this.ended; i++) this.iterate()
    }
    return this
  }

  iterate() {
    const { network, data: { rate, batch, train: { xs, ys, labels } } } = this
    for (let i = 0; i < labels.length; i++) {
      network.learn(xs[i], ys[i], labels[i])
      if ((i + 1) % batch === 0) network.update(rate, batch)
    }
    this.now++
    if (this.now % this.every === 0 || this.ended) this.record()
  }

  record() {
    this.times.push(this.now)
    this.losses.push([this.network.loss(this.data.train), this.network.loss(this.data.test)])
  }
}
