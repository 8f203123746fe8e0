// One film: its surface, what is right of each class, and the chart of that.
import { colourOf, INK, pixelOf, signColour } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { clamp, lastUpTo } from "../../shared/player/numbers.js"
import { drawDot } from "../../shared/player/picture.js"
import { endName, Plane } from "../../shared/player/plane.js"
import { AccuracyChart } from "./surfaces_accuracy.js"
import { NOT_A_NUMBER, traceZero } from "./surfaces_boundary.js"

// What surfaces.py packs for an answer of 1.
const STEPS = 127
const NO_NUMBER_PIXEL = pixelOf("#8A939C")
const LABELS = ["−1", "+1"]

export class Panel {
  constructor(film, stride, player) {
    Object.assign(this, { film, player })
    this.points = thinned(film.points, stride)
    this.chart = new AccuracyChart(film, player)
    this.element = this.makeElement()
  }

  makeElement() {
    const { name } = this.film
    this.note = make("span", { class: "note" })
    return make(
      "section",
      { class: "panel", "aria-label": name },
      make("header", {}, make("h3", {}, name), this.note),
      make("div", { class: "pictures" }, this.makeSurface(), this.makeReadout()),
      this.chart.element,
    )
  }

  makeSurface() {
    const { name, reach, side } = this.film
    const [xLow, xHigh, yLow, yHigh] = reach.map(endName)
    const label =
      `What the network answers over the plane, ${name}: x from ${xLow} to ${xHigh}, y from ` +
      `${yLow} to ${yHigh}, orange −1, blue +1, with the points and the line between`
    this.plane = new Plane(label, reach, side, colourOfStep)
    this.broken = make("p", { class: "broken", hidden: "" }, "No longer a number")
    this.plane.frame.append(this.broken)
    return make("div", { class: "surface" }, this.plane.element)
  }

  makeReadout() {
    const entry = (term, ...sign) => {
      const value = make("dd")
      this.readout.append(make("div", {}, make("dt", {}, ...sign, term), value))
      return value
    }
    this.readout = make("dl", { class: "readout" })
    this.shown = entry("Being shown")
    this.right = LABELS.map((label, i) =>
      entry(`Right on ${label}`, make("i", { class: `line class-${i}`, "aria-hidden": "true" })),
    )
    return this.readout
  }

  layout(theme) {
    this.plane.layout()
    this.drawDots(this.plane.clearDots())
    this.drawn = null
    this.chart.layout(theme)
  }

  drawDots(pen) {
    const radius = clamp(this.plane.side / 110, 1.6, 3)
    const look = { radius, edge: "#FFFFFF", width: radius / 3 }
    for (const { x, y, label } of this.points) {
      drawDot(pen, ...this.plane.position(x, y), { ...look, fill: signColour(label) })
    }
  }

  draw(update) {
    const { updates } = this.film
    const frame = lastUpTo(updates, update)
    this.note.textContent = updates[frame] === update ? "" : `shown at update ${updates[frame]}`
    this.chart.draw(update)
    if (frame === this.drawn || !this.plane.side) return
    this.drawn = frame
    this.drawSurface(frame)
    this.write(frame)
  }

  drawSurface(frame) {
    const { side, surfaces } = this.film
    const values = surfaces.subarray(frame * side ** 2, (frame + 1) * side ** 2)
    this.plane.draw(values)
    this.drawBoundary(values)
    this.broken.hidden = !values.includes(NOT_A_NUMBER)
  }

  drawBoundary(values) {
    const { pen, side } = this.plane
    const cell = side / this.film.side
    const cells = new Path2D()
    traceZero(cells, values, this.film.side)
    const path = new Path2D()
    path.addPath(cells, new DOMMatrix().scale(cell))
    pen.lineCap = "round"
    for (const [colour, width] of [["#FFFFFF", 4.5], [INK, 2]]) {
      pen.strokeStyle = colour
      pen.lineWidth = width
      pen.stroke(path)
    }
  }

  write(frame) {
    const { accuracy, shown } = this.film
    this.shown.textContent = nameOfMean(shown[frame - 1])
    this.right.forEach((value, i) => (value.textContent = percent(accuracy[2 * frame + i])))
  }

  report() {
    const { name } = this.film
    if (!this.broken.hidden) return `${name}: the network's output is no longer a number.`
    const right = this.right.map((value, i) => `right of ${LABELS[i]}: ${value.textContent}`)
    return `${name}: being shown: ${this.shown.textContent}, ${right.join(", ")}.`
  }
}

// Every `stride`th point of each class.
function thinned(points, stride) {
  const seen = { [-1]: 0, 1: 0 }
  return points.filter(({ label }) => seen[label]++ % stride === 0)
}

function colourOfStep(step) {
  return step === NOT_A_NUMBER ? NO_NUMBER_PIXEL : colourOf(step / STEPS)
}

// Rounded, but 0 % and 100 % only where they are exact.
function percent(share) {
  if (Number.isNaN(share)) return "no number"
  if (share === 0 || share === 1) return `${100 * share} %`
  return `${clamp(Math.round(100 * share), 1, 99)} %`
}

function nameOfMean(label) {
  if (label === undefined) return "nothing yet"
  if (Math.abs(label) === 1) return LABELS[label < 0 ? 0 : 1]
  return `${percent((1 + label) / 2)} +1`
}
