// One film's surface: what the network calls everywhere, where it changes its mind, and the points.
import { NOT_A_NUMBER, traceZero } from "./boundary.js"
import { colourOf, INK, pixelOf, signColour } from "./colours.js"
import { make } from "./element.js"
import { clamp } from "./numbers.js"
import { drawDot } from "./picture.js"
import { endName, Plane } from "./plane.js"

// What films.py packs for an answer of 1.
const STEPS = 127
const NO_NUMBER_PIXEL = pixelOf("#8A939C")

export class Surface {
  // Every `stride`th point of each class is drawn.
  constructor(film, stride) {
    this.film = film
    this.points = thinned(film.points, stride)
    const { name, reach, side } = film
    const [xLow, xHigh, yLow, yHigh] = reach.map(endName)
    const label =
      `What the network answers over the plane, ${name}: x from ${xLow} to ${xHigh}, y from ` +
      `${yLow} to ${yHigh}, orange −1, blue +1, with the points and the line between`
    this.plane = new Plane(label, reach, side, colourOfStep)
    this.broken = make("p", { class: "broken", hidden: "" }, "No longer a number")
    this.plane.frame.append(this.broken)
    this.element = make("div", { class: "surface" }, this.plane.element)
  }

  get isBroken() {
    return !this.broken.hidden
  }

  layout() {
    this.plane.layout()
    this.drawDots(this.plane.clearDots())
    this.drawn = null
  }

  drawDots(pen) {
    const radius = clamp(this.plane.side / 110, 1.6, 3)
    const look = { radius, edge: "#FFFFFF", width: radius / 3 }
    for (const { x, y, label } of this.points) {
      drawDot(pen, ...this.plane.position(x, y), { ...look, fill: signColour(label) })
    }
  }

  // Draw a frame, unless it is drawn already or has no room; say whether it has been drawn.
  draw(frame) {
    if (frame === this.drawn || !this.plane.side) return false
    this.drawn = frame
    const { side, surfaces } = this.film
    const values = surfaces.subarray(frame * side ** 2, (frame + 1) * side ** 2)
    this.plane.draw(values)
    this.drawBoundary(values)
    this.broken.hidden = !values.includes(NOT_A_NUMBER)
    return true
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
}

// Every `stride`th point of each class.
function thinned(points, stride) {
  const seen = { [-1]: 0, 1: 0 }
  return points.filter(({ label }) => seen[label]++ % stride === 0)
}

function colourOfStep(step) {
  return step === NOT_A_NUMBER ? NO_NUMBER_PIXEL : colourOf(step / STEPS)
}
