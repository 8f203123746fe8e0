// What each picture draws: its frames, how many seconds they last, and the one at which it rests.
import { frameOf } from "../../shared/player/bytes.js"
import {
  colourOf, NEGATIVE, NEUTRAL, pixelOf, POSITIVE, signColour,
} from "../../shared/player/colours.js"
import { drawDot, HeatMap } from "../../shared/player/picture.js"

// What films.py packs for an answer of 1.
const STEPS = 127
const GAP = 8
const RING = "#D55E00"
const STRENGTH = 0.7
const NAME_WIDTH = 48

// A painter for each kind of question.
export function paintersOf({ films, shown }) {
  const [a, b, sorted] = films.map((film) => new SmallSurface(film))
  return {
    starts: new Starts(a, b),
    forgetting: new Forgetting(sorted, shown.accuracy),
    filter: new Filter(shown),
    pooling: new Pooling(shown),
    dropout: new Dropout(shown),
  }
}

class SmallSurface {
  constructor(film) {
    this.film = film
    this.frames = film.surfaces.shape[0]
    this.heatMap = new HeatMap(film.surfaces.shape[1], (step) => colourOf(step / STEPS))
  }

  draw(pen, x, y, side, frame) {
    const { surfaces, points: { xs, ys, labels }, reach: [xLow, xHigh, yLow, yHigh] } = this.film
    pen.fillStyle = NEUTRAL
    pen.fillRect(x, y, side, side)
    pen.globalAlpha = STRENGTH
    this.heatMap.draw(frameOf(surfaces, frame), pen, x, y, side)
    pen.globalAlpha = 1
    const look = { radius: 1.6, edge: "#FFFFFF", width: 0.5 }
    labels.forEach((label, i) => {
      const left = x + ((xs[i] - xLow) / (xHigh - xLow)) * side
      const top = y + ((yHigh - ys[i]) / (yHigh - yLow)) * side
      drawDot(pen, left, top, { ...look, fill: signColour(label) })
    })
  }
}

class Starts {
  seconds = 3

  constructor(a, b) {
    Object.assign(this, { a, b, frames: a.frames, rest: a.frames - 1 })
  }

  draw(pen, width, height, frame) {
    const { side, left, top } = pairOf(width, height)
    this.a.draw(pen, left, top, side, frame)
    this.b.draw(pen, left + side + GAP, top, side, frame)
  }
}

class Forgetting {
  seconds = 6
  rest = 0

  constructor(surface, accuracy) {
    Object.assign(this, { surface, accuracy, frames: surface.frames })
  }

  draw(pen, width, height, frame, theme) {
    const side = Math.min(height - 2 * GAP, width / 2)
    const [left, top] = [(width - side) / 2, (height - side) / 2]
    this.surface.draw(pen, left, top, side, frame)
    const bars = [[left - 3 * GAP, NEGATIVE], [left + side + GAP, POSITIVE]]
    bars.forEach(([x, colour], i) => {
      const share = this.accuracy[2 * frame + i]
      pen.fillStyle = theme.border
      pen.fillRect(x, top, 2 * GAP, side)
      pen.fillStyle = colour
      pen.fillRect(x, top + (1 - share) * side, 2 * GAP, share * side)
    })
  }
}

class Filter {
  seconds = 4

  constructor({ picture, response }) {
    const [rows, columns] = picture.shape
    Object.assign(this, { picture, response, rows, columns })
    this.frames = rows * columns
    this.rest = this.frames - 1
    this.strongest = Math.max(...response.map(Math.abs))
    this.shown = response.slice()
    const grey = (value) => pixelOf(`#${Math.round(255 * value).toString(16).padStart(2, "0").repeat(3)}`)
    this.maps = [new HeatMap(columns, grey), new HeatMap(columns)]
  }

  draw(pen, width, height, frame, theme) {
    const { side, left, top } = pairOf(width, height)
    const cell = side / this.columns
    const right = left + side + GAP
    pen.imageSmoothingEnabled = false
    this.maps[0].draw(this.picture, pen, left, top, side)
    this.shown.forEach((_, i) => {
      this.shown[i] = i <= frame ? this.response[i] / this.strongest : 0
    })
    this.maps[1].draw(this.shown, pen, right, top, side)
    if (frame === this.rest) return
    const [row, column] = [Math.floor(frame / this.columns), frame % this.columns]
    Object.assign(pen, { strokeStyle: RING, lineWidth: 2, fillStyle: theme.text })
    pen.strokeRect(left + (column - 1) * cell, top + (row - 1) * cell, 3 * cell, 3 * cell)
    pen.strokeRect(right + column * cell - 1, top + row * cell - 1, cell + 2, cell + 2)
  }
}

class Pooling {
  seconds = 4
  rest = 0

  constructor({ grids, largest, mean }) {
    Object.assign(this, { grids, largest, mean, frames: grids.shape[0] })
  }

  draw(pen, width, height, frame, theme) {
    const side = Math.min(height - 2 * GAP, (width - NAME_WIDTH - 2 * GAP) / 1.5)
    const small = side / 2 - 2 * GAP
    const left = (width - side - small - NAME_WIDTH - 3 * GAP) / 2
    const top = (height - side) / 2
    const right = left + side + 2 * GAP
    this.cells(pen, this.grids, frame, left, top, side, theme)
    Object.assign(pen, { font: `12px ${theme.font}`, textBaseline: "middle", textAlign: "left" })
    const answers = [["max", this.largest, top], ["average", this.mean, top + side - small]]
    for (const [name, values, y] of answers) {
      this.cells(pen, values, frame, right, y, small, theme)
      pen.fillStyle = theme.text
      pen.fillText(name, right + small + GAP, y + small / 2)
    }
  }

  cells(pen, values, frame, left, top, side, theme) {
    const count = values.shape[1]
    const cell = side / count
    for (let i = 0; i < count ** 2; i++) {
      const value = values[frame * count ** 2 + i]
      const [x, y] = [left + (i % count) * cell, top + Math.floor(i / count) * cell]
      pen.fillStyle = theme.border
      pen.globalAlpha = 0.6
      pen.fillRect(x, y, cell - 2, cell - 2)
      pen.globalAlpha = value
      pen.fillStyle = POSITIVE
      pen.fillRect(x, y, cell - 2, cell - 2)
      pen.globalAlpha = 1
    }
  }
}

class Dropout {
  seconds = 8
  rest = 0

  constructor({ rates, accuracies }) {
    Object.assign(this, { rates, accuracies, frames: accuracies.shape[0] })
  }

  draw(pen, width, height, frame, theme) {
    const count = this.rates.length
    const margin = 2 * GAP
    const x = (i) => margin + ((i + 0.5) / count) * (width - 2 * margin)
    const y = (share) => 1.5 * GAP + (1 - share) * (height - 4.5 * GAP)
    const half = this.rates.findIndex((rate) => Math.abs(rate - 0.5) < 1e-6)
    Object.assign(pen, { fillStyle: theme.border, globalAlpha: 0.6 })
    pen.fillRect(x(half) - GAP, 0, 2 * GAP, height - 2 * GAP)
    pen.globalAlpha = 1
    Object.assign(pen, {
      fillStyle: theme.text, font: `12px ${theme.font}`, textAlign: "center", textBaseline: "middle",
    })
    pen.fillText("0.5", x(half), height - GAP)
    const of = (seed) => frameOf(this.accuracies, seed)
    pen.globalAlpha = 0.25
    for (let seed = 0; seed < this.frames; seed++) {
      of(seed).forEach((share, i) => this.dot(pen, x(i), y(share), 2, theme))
    }
    pen.globalAlpha = 1
    const shares = of(frame)
    const best = shares.indexOf(Math.max(...shares))
    shares.forEach((share, i) => this.dot(pen, x(i), y(share), 4, theme))
    Object.assign(pen, { strokeStyle: RING, lineWidth: 2.5 })
    pen.beginPath()
    pen.arc(x(best), y(shares[best]), 8, 0, 2 * Math.PI)
    pen.stroke()
  }

  dot(pen, x, y, radius, theme) {
    drawDot(pen, x, y, { radius, fill: POSITIVE, edge: theme.background, width: 1 })
  }
}

// Two squares side by side in the middle of a picture.
function pairOf(width, height) {
  const side = Math.min(height - 2 * GAP, (width - 3 * GAP) / 2)
  return { side, left: (width - 2 * side - GAP) / 2, top: (height - side) / 2 }
}
