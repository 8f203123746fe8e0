// What a network answers over the plane, as a square picture with its axes and its points.
import { NEUTRAL, signColour } from "./colours.js"
import { make } from "./element.js"
import { written } from "./numbers.js"
import { drawDot, fit, HeatMap, makeCanvas } from "./picture.js"

// A large surface is paler than its colours, so that its points stand out.
const STRENGTH = 0.7

// An end of the plane as its axis shows it.
export function endName(end) {
  return written(Number(end.toPrecision(2)))
}

// `reach` is the plane: x low, x high, y low, y high. It is cells × cells squares; `colour` gives
// the pixel of what the network answers on one.
export class Plane {
  constructor(label, reach, cells, colour) {
    this.reach = reach
    this.heatMap = new HeatMap(cells, colour)
    this.canvas = makeCanvas(label)
    this.dots = make("canvas")
    this.frame = make("div", { class: "frame" }, this.canvas)
    const [xLow, xHigh, yLow, yHigh] = reach.map(endName)
    const ticks = (axis, ...words) =>
      make("div", { class: `${axis} ticks`, "aria-hidden": "true" },
        ...words.map((word) => make("span", {}, word)))
    this.element = make(
      "div", { class: "plot" },
      ticks("vertical", yHigh, "y", yLow), this.frame, ticks("horizontal", xLow, "x", xHigh),
    )
  }

  layout() {
    this.side = this.frame.clientWidth
    this.pen = fit(this.canvas, this.side, this.side)
  }

  // Where a point of the plane lies on the picture.
  position(x, y) {
    const [xLow, xHigh, yLow, yHigh] = this.reach
    return [((x - xLow) / (xHigh - xLow)) * this.side, ((yHigh - y) / (yHigh - yLow)) * this.side]
  }

  // The pen for the points: they never move, so they are drawn once and copied on every frame.
  clearDots() {
    return fit(this.dots, this.side, this.side)
  }

  // Dots of points that are so many pixels in radius.
  drawDots({ xs, ys, labels }, radius) {
    const pen = this.clearDots()
    labels.forEach((label, i) => this.drawDot(pen, xs[i], ys[i], label, radius))
  }

  drawDot(pen, x, y, label, radius, edge = "#FFFFFF") {
    const look = { radius, fill: signColour(label), edge, width: radius / 3 }
    drawDot(pen, ...this.position(x, y), look)
  }

  draw(values) {
    const { pen, side } = this
    pen.fillStyle = NEUTRAL
    pen.fillRect(0, 0, side, side)
    pen.globalAlpha = STRENGTH
    this.heatMap.draw(values, pen, 0, 0, side)
    pen.globalAlpha = 1
    pen.drawImage(this.dots, 0, 0, side, side)
  }
}
