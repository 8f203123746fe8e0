// One film's surface: what the network calls everywhere, where it changes its mind, and the points.
import { NOT_A_NUMBER, traceZero } from "./boundary.js"
import { frameOf } from "./bytes.js"
import { colourOf, INK, pixelOf } from "./colours.js"
import { make } from "./element.js"
import { clamp } from "./numbers.js"
import { endName, Plane } from "./plane.js"

// What films.py packs for an answer of 1.
const STEPS = 127
const NO_NUMBER_PIXEL = pixelOf("#8A939C")

export class Surface {
  // Every `stride`th point of each class is drawn.
  constructor(film, stride) {
    this.film = film
    this.points = thinned(film.points, stride)
    const { name, reach, surfaces } = film
    this.side = surfaces.shape[1]
    const [xLow, xHigh, yLow, yHigh] = reach.map(endName)
    const label =
      `What the network answers over the plane, ${name}: x from ${xLow} to ${xHigh}, y from ` +
      `${yLow} to ${yHigh}, orange −1, blue +1, with the points and the line between`
    this.plane = new Plane(label, reach, this.side, colourOfStep)
    this.broken = make("p", { class: "broken", hidden: "" }, "No longer a number")
    this.plane.frame.append(this.broken)
    this.element = make("div", { class: "surface" }, this.plane.element)
  }

  get isBroken() {
    return !this.broken.hidden
  }

  layout() {
    this.plane.layout()
    this.plane.drawDots(this.points, clamp(this.plane.side / 110, 1.6, 3))
    this.drawn = null
  }

  // Draw a frame, unless it is drawn already or has no room; say whether it has been drawn.
  draw(frame) {
    if (frame === this.drawn || !this.plane.side) return false
    this.drawn = frame
    const values = frameOf(this.film.surfaces, frame)
    this.plane.draw(values)
    this.drawBoundary(values)
    this.broken.hidden = !values.includes(NOT_A_NUMBER)
    return true
  }

  drawBoundary(values) {
    const { pen, side } = this.plane
    const cell = side / this.side
    const cells = new Path2D()
    traceZero(cells, values, this.side)
    const path = new Path2D()
    path.addPath(cells, new DOMMatrix().scale(cell))
    pen.lineCap = "round"
    for (const [colour, width] of [["#FFFFFF", 4.5], [INK, 2]]) {
      pen.strokeStyle = colour
      pen.lineWidth = width
      pen.stroke(path)
    }
  }
}

// Every `stride`th point of each class.
function thinned({ xs, ys, labels }, stride) {
  const seen = { [-1]: 0, 1: 0 }
  const kept = labels.map((label) => seen[label]++ % stride === 0)
  const [x, y, label] = [xs, ys, labels].map((column) => column.filter((_, i) => kept[i]))
  return { xs: x, ys: y, labels: label }
}

function colourOfStep(step) {
  return step === NOT_A_NUMBER ? NO_NUMBER_PIXEL : colourOf(step / STEPS)
}
