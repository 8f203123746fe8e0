// The layers of a deep stack as bars, and beneath them where its ends come to at every size.
import { make } from "../../shared/player/element.js"
import { clamp, powerOfTen } from "../../shared/player/numbers.js"
import { fit, makeCanvas } from "../../shared/player/picture.js"
import { SizeChart } from "./size_player.js"

// A size outside of 10 to the power of ±REACH is drawn as if it were that.
const REACH = 9
const POWERS = [-9, -6, -3, 0, 3, 6, 9].map((at) => ({ at, label: at ? powerOfTen(at) : "1" }))
export const COLOURS = { forward: "#0072B2", backward: "#D55E00" }
const BARS = { height: 180, top: 10, bottom: 38, left: 46, right: 8 }
const STRIP = {
  height: 190, top: 34, right: 16, bottom: 42, left: 46, gap: 8, cursor: 3, times: 7, title: 23,
}
const STEPS = [0.1, 0.3, 1, 3, 10]
// Where the names of schemes stand: their rows, and the side of their line.
const NAMES = {
  tiny: [0, "center"], Xavier: [1, "center"], He: [0, "center"], "±0.5": [1, "center"],
}

function powerOf(size) {
  return clamp(Math.log10(size), -REACH, REACH)
}

function heightOf(power, { top, bottom, height }) {
  const share = (power + REACH) / (2 * REACH)
  return height - bottom - share * (height - top - bottom)
}

// One direction through the layers; a bar stands on the line of size 1, or hangs from it.
export class Bars {
  constructor(title, direction) {
    this.direction = direction
    this.canvas = makeCanvas(title)
    this.figure = make("figure", {}, make("figcaption", { class: "note" }, title), this.canvas)
  }

  layout(theme) {
    this.theme = theme
    this.width = this.figure.clientWidth
    this.pen = fit(this.canvas, this.width, BARS.height)
  }

  draw(sizes) {
    const { pen, theme, width } = this
    const room = (width - BARS.left - BARS.right) / sizes.length
    const [bottom, one] = [BARS.height - BARS.bottom, heightOf(0, BARS)]
    pen.clearRect(0, 0, width, BARS.height)
    Object.assign(pen, { font: `12px ${theme.font}`, fillStyle: theme.text, textBaseline: "middle" })
    Object.assign(pen, { strokeStyle: theme.border, textAlign: "right" })
    for (const { at, label } of POWERS) {
      const y = Math.round(heightOf(at, BARS)) + 0.5
      pen.fillText(label, BARS.left - 8, y)
      pen.strokeRect(BARS.left, y, width - BARS.left - BARS.right, 0)
    }
    Object.assign(pen, { textAlign: "center", textBaseline: "top" })
    sizes.forEach((size, i) => {
      const x = BARS.left + i * room
      pen.fillStyle = theme.text
      if (i === 0 || (i + 1) % 5 === 0) pen.fillText(i + 1, x + room / 2, bottom + 5)
      pen.fillStyle = COLOURS[this.direction]
      pen.fillRect(x + 0.12 * room, one, 0.76 * room, heightOf(powerOf(size), BARS) - one || 1)
    })
    pen.fillStyle = theme.text
    pen.fillText("layer", BARS.left + (width - BARS.left) / 2, bottom + 21)
  }
}

// What is left at the far end in both directions, by the size of the weights.
export class Ends extends SizeChart {
  timeTitle = "size of the weights: standard deviation times √fan-in (log)"
  valueTicks = POWERS
  timeTicks = STEPS.map((size) => ({ at: Math.log10(size), label: String(size) }))

  constructor(player) {
    super(STRIP, player, NAMES)
  }

  // Take in the sizes at the ends at some times.
  take(times, ends) {
    this.lines = Object.keys(COLOURS).map((direction) => ({
      times, direction, colour: COLOURS[direction], width: 2.5, dash: direction === "forward" ? [] : [7, 4],
      valueAt: (frame) => powerOf(ends[frame][direction]),
    }))
    if (this.width) this.drawLines(fit(this.picture, this.width, STRIP.height))
  }

  y(power) {
    return heightOf(power, STRIP)
  }

  meet({ direction }, time) {
    return [time, powerOf(this.player.ends[direction])]
  }
}
