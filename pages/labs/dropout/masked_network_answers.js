// What the network answers: ten bars for a mask, ten for the whole network, and what each of fifty
// masked networks says.
import { make, makeEntry } from "../../shared/player/element.js"
import { KeyboardGrid } from "../../shared/player/grid.js"
import { fit, makeCanvas } from "../../shared/player/picture.js"
import { percent } from "../../shared/player/words.js"
import { called } from "./masked_network_engine.js"

const MASKED = "#E69F00"
const WHOLE = "#0072B2"
const BARS = { row: 21, bar: 8, left: 16, right: 40, tick: 3 }
const USUAL_LETTERS = 14.4
const ACROSS = 10
const VOTERS = 50

// Rounded, but none of the many small ones to 0 % or 1 %.
function roughly(share) {
  return share < 0.01 ? "< 1 %" : percent(share)
}

// Ten rows of two bars: `shown` above, the `whole` network's below, and a tick at the `mean`.
export class AnswerBars {
  constructor() {
    this.canvas = makeCanvas("Probability of every digit")
    this.upper = make("span", {})
    this.entries = [makeEntry("masked", this.upper), makeEntry("mean", "mean")]
    this.element = make(
      "figure", { class: "answers" },
      make("figcaption", { class: "key note" }, ...this.entries, makeEntry("whole", "whole network")),
      make("div", { class: "bars" }, this.canvas),
    )
  }

  layout(theme) {
    this.theme = theme
    // Larger where the letters are larger: what is drawn counts in pixels of the usual size.
    const { parentElement } = this.canvas
    const scale = parseFloat(getComputedStyle(parentElement).fontSize) / USUAL_LETTERS
    const room = parentElement.clientWidth
    this.width = room / scale
    this.pen = fit(this.canvas, room, 10 * BARS.row * scale)
    this.pen.scale(scale, scale)
  }

  draw(shown, mean, whole, name) {
    Object.assign(this, { shown, whole })
    this.upper.textContent = name
    this.entries.forEach((entry, i) => (entry.hidden = ![shown, mean][i]))
    const { pen, theme, width } = this
    pen.clearRect(0, 0, width, 10 * BARS.row)
    Object.assign(pen, { font: `12px ${theme.font}`, textBaseline: "middle" })
    for (let digit = 0; digit < 10; digit++) {
      const top = digit * BARS.row
      pen.fillStyle = theme.text
      pen.fillText(String(digit), 2, top + BARS.row / 2)
      const beside = shown ?? whole
      pen.fillText(roughly(beside[digit]), width - BARS.right + 6, top + BARS.row / 2)
      if (shown) this.drawBar(top + 2, shown[digit], MASKED)
      this.drawBar(top + 2 + BARS.bar, whole[digit], WHOLE)
      if (mean) this.drawTick(top + 1, mean[digit])
    }
  }

  xOf(share) {
    return BARS.left + share * (this.width - BARS.left - BARS.right)
  }

  drawBar(top, share, colour) {
    this.pen.fillStyle = colour
    this.pen.fillRect(BARS.left, top, Math.max(1, this.xOf(share) - BARS.left), BARS.bar)
  }

  drawTick(top, share) {
    const { pen } = this
    pen.fillStyle = this.theme.text
    pen.fillRect(this.xOf(share) - 1, top, BARS.tick, BARS.bar + 2)
  }

  // Say what the bars show to who does not see them.
  say() {
    const { shown, whole, canvas } = this
    const beside = (digit) => (shown ? `${roughly(shown[digit])} and ` : "")
    const rows = Array.from(whole, (share, digit) => `${digit}: ${beside(digit)}${roughly(share)}`)
    const of = shown ? "what is shown, and of the whole network" : "the whole network"
    canvas.setAttribute("aria-label", `Probability of every digit, of ${of}. ${rows.join("; ")}`)
  }
}

// The digit that each of fifty masked networks gives; one that is pressed is shown.
export class Votes {
  constructor(show) {
    this.cells = Array.from({ length: VOTERS }, (_, i) => {
      const cell = make("button", { type: "button", class: "vote" })
      cell.onclick = () => show(i + 1)
      return cell
    })
    this.grid = new KeyboardGrid(this.cells, ACROSS)
    this.summary = make("p", { class: "note" })
    this.element = make(
      "section", { class: "panel", "aria-label": "Fifty masked networks" },
      make("h4", {}, "The same digit through 50 masks"),
      make("div", { class: "votes" }, ...this.cells), this.summary,
    )
  }

  load(series) {
    const whole = called(series.network.whole.answer)
    const counts = Array(10).fill(0)
    this.cells.forEach((cell, i) => {
      const [digit, share] = called(series.at(i + 1).passed.answer)
      counts[digit]++
      cell.textContent = digit
      cell.classList.toggle("other", digit !== whole[0])
      cell.setAttribute("aria-label", `Mask ${i + 1} says ${digit}, ${percent(share)}`)
    })
    const ranked = counts.map((count, digit) => ({ count, digit })).filter(({ count }) => count)
    ranked.sort((one, other) => other.count - one.count)
    const tally = ranked.map(({ count, digit }) => `${count} say ${digit}`).join(", ")
    const mean = called(series.at(VOTERS).mean.answer)
    this.summary.textContent =
      `${tally}. The mean of their answers says ${mean[0]} (${percent(mean[1])}), the whole ` +
      `network ${whole[0]} (${percent(whole[1])}).`
  }

  // Mark the mask that is shown.
  mark(number) {
    this.cells.forEach((cell, i) => cell.setAttribute("aria-pressed", i + 1 === number))
  }
}
