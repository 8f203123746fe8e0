// Where the pre-activations of a unit lie: a histogram of those that pass a gradient on, and of
// those that do not.
import { fit, makeCanvas } from "../../shared/player/picture.js"
import { signed } from "./replay_words.js"

const BINS = 24
// Pixels: the whole, and the bars alone.
const SIZE = { width: 190, height: 104, bars: 86 }
const KINDS = [["passed", "#56B4E9"], ["blocked", "#8A939C"]]

export class Histogram {
  constructor() {
    this.canvas = makeCanvas("")
  }

  layout(theme) {
    this.theme = theme
    this.pen = fit(this.canvas, SIZE.width, SIZE.height)
  }

  draw(totals, passes) {
    let [low, high] = [Math.min(...totals), Math.max(...totals)]
    if (!(high > low)) [low, high] = [low - 1, high + 1]
    const bins = Array.from({ length: BINS }, () => ({ passed: 0, blocked: 0 }))
    totals.forEach((z, i) => {
      const bin = bins[Math.min(BINS - 1, Math.floor(((z - low) / (high - low)) * BINS))]
      if (bin) bin[passes[i] ? "passed" : "blocked"] += 1
    })
    this.pen.clearRect(0, 0, SIZE.width, SIZE.height)
    this.drawBars(bins)
    this.drawAxis(low, high)
  }

  drawBars(bins) {
    const tallest = Math.max(1, ...bins.map(({ passed, blocked }) => passed + blocked))
    const step = SIZE.width / BINS
    bins.forEach((bin, i) => {
      let y = SIZE.bars
      for (const [kind, colour] of KINDS) {
        const bar = (bin[kind] / tallest) * (SIZE.bars - 4)
        this.pen.fillStyle = colour
        this.pen.fillRect(i * step, (y -= bar), step - 1, bar)
      }
    })
  }

  drawAxis(low, high) {
    const { pen, theme } = this
    const { width, bars } = SIZE
    const zero = (-low / (high - low)) * width
    pen.strokeStyle = pen.fillStyle = theme.text
    Object.assign(pen, { font: `11px ${theme.font}`, textBaseline: "bottom", lineWidth: 1 })
    pen.beginPath()
    pen.moveTo(0, bars + 0.5)
    pen.lineTo(width, bars + 0.5)
    if (zero >= 0 && zero <= width) {
      pen.moveTo(zero, 0)
      pen.lineTo(zero, bars)
    }
    pen.stroke()
    const label = (align, text, x) => {
      pen.textAlign = align
      pen.fillText(text, x, bars + 17)
    }
    label("left", signed(low, 2), 0)
    label("right", signed(high, 2), width)
    if (zero > 45 && zero < width - 45) label("center", "0", zero)
  }
}
