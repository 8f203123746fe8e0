// What layers answer that are given a cut-out with an invented frame, and what they would answer
// where the picture goes on; as torch.nn.functional's pad and conv2d.
import { clamp } from "../../shared/player/numbers.js"

// Cells a side of the cut-out and of a kernel, the most layers, the farthest that a picture moves.
export const CUT = 28
export const KERNEL = 3
export const LAYERS = 8
export const FARTHEST = 24
export const NONE = "none"
const ROUNDING = 1e-4

// Which cell of a side stands in for the one at `place`, outside of it; none for zeros.
const STANDS_IN = {
  zeros: () => undefined,
  reflect: (place, side) => (place < 0 ? -place : 2 * side - 2 - place),
  replicate: (place, side) => clamp(place, 0, side - 1),
  circular: (place, side) => (place + side) % side,
}
export const PADDINGS = [...Object.keys(STANDS_IN), NONE]

export function isInside(row, column) {
  return Math.min(row, column) >= 0 && Math.max(row, column) < CUT
}

// A square of values around the middle of the cut-out, whose cells are counted from its corner.
export class Square {
  constructor(side, values = new Float32Array(side ** 2)) {
    Object.assign(this, { side, values })
    this.first = (CUT - side) / 2
  }

  // Undefined where the square has no cell.
  at(row, column) {
    const [down, right] = [row - this.first, column - this.first]
    const held = Math.min(down, right) >= 0 && Math.max(down, right) < this.side
    return held ? this.values[down * this.side + right] : undefined
  }

  // The square of another side around the same middle; `valueAt` is asked for each of its cells.
  resized(side, valueAt) {
    const other = new Square(side)
    for (let i = 0; i < other.values.length; i++) {
      other.values[i] = valueAt(other.first + Math.floor(i / side), other.first + (i % side))
    }
    return other
  }

  // This square in a frame of `width` cells, invented as `padding` says.
  framed(padding, width) {
    if (padding === NONE) return this
    const { side, values } = this
    const framed = new Square(side + 2 * width)
    const from = Array.from({ length: framed.side }, (_, i) => {
      const place = i - width
      return place >= 0 && place < side ? place : STANDS_IN[padding](place, side)
    })
    from.forEach((row, i) => from.forEach((column, j) => {
      if (row === undefined || column === undefined) return
      framed.values[i * framed.side + j] = values[row * side + column]
    }))
    return framed
  }

  // What a kernel answers at every place where it fits.
  convolved(kernel) {
    const { side, values } = this
    const answers = new Square(side - KERNEL + 1)
    const [a, b, c, d, e, f, g, h, i] = kernel
    for (let row = 0, to = 0; row < answers.side; row++) {
      for (let from = row * side; from < row * side + answers.side; from++, to++) {
        const [next, last] = [from + side, from + 2 * side]
        answers.values[to] =
          a * values[from] + b * values[from + 1] + c * values[from + 2] +
          d * values[next] + e * values[next + 1] + f * values[next + 2] +
          g * values[last] + h * values[last + 1] + i * values[last + 2]
      }
    }
    return answers
  }

  // The square itself and what each of so many layers answers to what the one before it does.
  through(kernel, padding) {
    const answers = [this]
    for (let layer = 1; layer <= LAYERS; layer++) {
      answers.push(answers[layer - 1].framed(padding, (KERNEL - 1) / 2).convolved(kernel))
    }
    return answers
  }
}

// A picture in black surroundings, moved by [down, right]: what is seen of it as far as layers look.
export function seen({ side, values }, [down, right]) {
  const picture = new Square(side, values)
  return picture.resized(CUT + LAYERS * (KERNEL - 1), (row, column) =>
    picture.at(row - down, column - right) ?? 0)
}

// The answers of all layers to a cut-out of `whole`, with an invented frame, and to the whole.
export class Stack {
  constructor(whole, kernel, padding) {
    Object.assign(this, { whole, kernel, padding })
    this.cut = whole.resized(CUT, (row, column) => whole.at(row, column))
    this.given = this.cut.through(kernel, padding)
    this.truth = whole.through(kernel, NONE)
  }

  // By how much each answer of a layer is wrong, as a share of its strongest true one; NaN: none.
  errors(layer) {
    const strongest = this.strongest(layer)
    return this.cut.resized(CUT, (row, column) => {
      const [given, truth] = [this.given, this.truth].map((of) => of[layer].at(row, column))
      return given === undefined ? NaN : (given - truth) / strongest
    })
  }

  strongest(layer) {
    const truth = this.truth[layer]
    const inside = this.cut.resized(CUT, (row, column) => truth.at(row, column)).values
    const most = (values) => values.reduce((found, value) => Math.max(found, Math.abs(value)), 0)
    const found = most(inside)
    return found > ROUNDING ? found : Math.max(most(this.given[layer].values), ROUNDING)
  }

  // What a window of a layer holds at [row, column]: the answers of the layer before, each invented
  // or not, and the true ones.
  window(layer, [row, column]) {
    const before = this.given[layer - 1].framed(this.padding, (KERNEL - 1) / 2)
    return Array.from({ length: KERNEL ** 2 }, (_, i) => {
      const place = [row - 1 + Math.floor(i / KERNEL), column - 1 + (i % KERNEL)]
      return {
        given: before.at(...place), truth: this.truth[layer - 1].at(...place),
        invented: !isInside(...place),
      }
    })
  }

  // How many answers of a layer are wrong, how far the worst is off and how far in the last lies.
  summary(layer) {
    const found = { wrong: 0, worst: 0, reach: 0 }
    this.errors(layer).values.forEach((error, i) => {
      if (!(Math.abs(error) > ROUNDING)) return
      const [row, column] = [Math.floor(i / CUT), i % CUT]
      const depth = 1 + Math.min(row, column, CUT - 1 - row, CUT - 1 - column)
      found.wrong++
      found.worst = Math.max(found.worst, Math.abs(error))
      found.reach = Math.max(found.reach, depth)
    })
    return { ...found, left: this.given[layer].side }
  }
}
