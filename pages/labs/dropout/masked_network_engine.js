// The network that masked_network.py packs: masks over its units, what it makes of a digit under
// them, and the mean of that over many masks; number for number as core/dropout/masks.py.
import { decoded } from "../../shared/player/bytes.js"

const FILTERS = 8
const KERNEL = 3
// Pixels a side: of the picture, of the maps after the first pooling and after the second.
const SIDES = [28, 13, 5]
const SIZES = [FILTERS * SIDES[1] ** 2, FILTERS * SIDES[2] ** 2]
const UNITS = SIZES[0] + SIZES[1]
export const DROPPING = ["both", "first", "second"]

// By what the units of both dropouts are multiplied in mask `number`, from 1.
export function factorsOf(number, { keep, scale, dropping }) {
  return SIZES.map((size, i) => {
    const factors = new Float32Array(size).fill(1)
    if (dropping !== DROPPING[0] && dropping !== DROPPING[i + 1]) return factors
    const start = number * UNITS + i * SIZES[0]
    for (let unit = 0; unit < size; unit++) factors[unit] = chance(start + unit) < keep ? scale : 0
    return factors
  })
}

// A counter mixed to a number in [0, 1): C. Wellons' lowbias32.
function chance(counter) {
  let mixed = counter
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}

export class MaskedNetwork {
  constructor(bytes) {
    Object.assign(this, decoded(bytes))
    for (const layer of this.layers) layer.inputs = layer.weights.length / layer.biases.length
  }

  // Take in the picture of a digit: `picture` from 0 to 1, and what the `whole` network makes of it.
  look(digit) {
    const size = SIDES[0] ** 2
    const pixels = this.pictures.subarray(digit * size, (digit + 1) * size)
    this.picture = Float32Array.from(pixels, (pixel) => pixel / 255)
    const standardised = this.picture.map((pixel) => (pixel - this.mean) / this.deviation)
    this.before = pooledMaps(standardised, SIDES[0], this.layers[0])
    this.whole = this.pass()
  }

  // What becomes of the picture, with the units of both dropouts multiplied by `factors`.
  pass(factors = []) {
    const [, second, hidden, output] = this.layers
    const first = multiplied(this.before, factors[0])
    const beforeSecond = pooledMaps(first, SIDES[1], second)
    const kept = multiplied(beforeSecond, factors[1])
    const sums = dense(kept, hidden)
    const scores = dense(sums.map((sum) => Math.max(0, sum)), output)
    const answer = softmax(scores)
    return { factors, before: this.before, first, beforeSecond, second: kept, sums, scores, answer }
  }
}

function multiplied(values, factors) {
  return factors ? values.map((value, i) => value * factors[i]) : values
}

// A convolution, the maximum of every 2 × 2 of its places, and a ReLU.
function pooledMaps(values, side, { weights, biases, inputs }) {
  const pooled = Math.floor((side - KERNEL + 1) / 2)
  const maps = new Float32Array(FILTERS * pooled ** 2)
  for (let map = 0; map < FILTERS; map++) {
    const kernels = weights.subarray(map * inputs, (map + 1) * inputs)
    const sums = convolved(values, side, 2 * pooled, kernels)
    for (let place = 0; place < pooled ** 2; place++) {
      const corner = 4 * pooled * Math.floor(place / pooled) + 2 * (place % pooled)
      const below = corner + 2 * pooled
      const most = Math.max(sums[corner], sums[corner + 1], sums[below], sums[below + 1])
      maps[map * pooled ** 2 + place] = Math.max(0, most + biases[map])
    }
  }
  return maps
}

// The first `across` places of every row and column of a convolution, summed over all channels.
function convolved(values, side, across, kernels) {
  const sums = new Float64Array(across ** 2)
  for (let channel = 0; channel < kernels.length / KERNEL ** 2; channel++) {
    const [a, b, c, d, e, f, g, h, i] = kernels.subarray(channel * KERNEL ** 2)
    for (let row = 0; row < across; row++) {
      let from = (channel * side + row) * side
      for (let at = row * across; at < (row + 1) * across; at++, from++) {
        const [next, last] = [from + side, from + 2 * side]
        sums[at] += a * values[from] + b * values[from + 1] + c * values[from + 2] +
          d * values[next] + e * values[next + 1] + f * values[next + 2] +
          g * values[last] + h * values[last + 1] + i * values[last + 2]
      }
    }
  }
  return sums
}

function dense(values, { weights, biases, inputs }) {
  return biases.map((bias, unit) => {
    let sum = bias
    for (let i = 0; i < inputs; i++) sum += weights[unit * inputs + i] * values[i]
    return sum
  })
}

function softmax(scores) {
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - most))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

const AVERAGED = ["first", "second", "sums", "answer"]
// What the distance to the whole network is shown of.
export const WATCHED = ["first", "sums", "answer"]

// The masks of one setting, from the first on: what the network makes of the digit under each, the
// mean over those up to it, and how far that lies from the whole network. Each is worked out when
// it is first asked for.
export class MaskSeries {
  constructor(network, setting) {
    Object.assign(this, { network, setting })
    this.known = []
    this.totals = Object.fromEntries(
      AVERAGED.map((name) => [name, new Float64Array(network.whole[name].length)]),
    )
  }

  at(number) {
    while (this.known.length < number) this.add()
    return this.known[number - 1]
  }

  add() {
    const { network, known, totals } = this
    const number = known.length + 1
    const passed = network.pass(factorsOf(number, this.setting))
    const mean = {}
    for (const name of AVERAGED) {
      const total = totals[name]
      mean[name] = new Float32Array(total.length)
      for (let i = 0; i < total.length; i++) {
        total[i] += passed[name][i]
        mean[name][i] = total[i] / number
      }
    }
    const distance = WATCHED.map((name) => relative(mean[name], network.whole[name]))
    known.push({ passed, mean, distance })
  }

  // The distance of the mean over `number` masks that is to be expected after the first dropout.
  expected(number) {
    const { keep, scale } = this.setting
    return Math.sqrt((keep * scale - 1) ** 2 + (keep * (1 - keep) * scale ** 2) / number)
  }
}

function relative(values, target) {
  let [apart, size] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    apart += (values[i] - target[i]) ** 2
    size += target[i] ** 2
  }
  return Math.sqrt(apart / size)
}

// The digit that is given the most, and its probability.
export function called(answer) {
  const most = Math.max(...answer)
  return [answer.indexOf(most), most]
}
