// The training points, of which a pointer or the arrow keys choose one.
import { INK, signColour } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { onDrag } from "../../shared/player/events.js"
import { drawDot } from "../../shared/player/picture.js"
import { Plane } from "../../shared/player/plane.js"
import { brief } from "./backward_stage_words.js"
import { PLANE } from "./replay_network.js"

const MOVES = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }

export class PointChoice {
  // `choose` is told the number of the point that is pointed at.
  constructor(points, choose) {
    Object.assign(this, { points, choose })
    this.plane = new Plane("", [-PLANE, PLANE, -PLANE, PLANE], 1)
    this.canvas = this.plane.canvas
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "application")
    onDrag(this.canvas, (event) => this.chooseAt(event))
    this.element = make("div", { class: "surface" }, this.plane.element)
  }

  chooseAt({ offsetX, offsetY }) {
    const far = ({ x, y }) => {
      const [left, top] = this.plane.position(x, y)
      return Math.hypot(left - offsetX, top - offsetY)
    }
    this.choose(indexOfLeast(this.points.map(far)))
  }

  // The nearest point that lies more in the direction of a key than aside of it, or none.
  after(key, chosen) {
    if (!(key in MOVES)) return undefined
    const [right, up] = MOVES[key]
    const from = this.points[chosen]
    const far = this.points.map(({ x, y }) => {
      const [along, aside] = [(x - from.x) * right + (y - from.y) * up,
        Math.abs((x - from.x) * up + (y - from.y) * right)]
      return along > aside ? along + aside : Infinity
    })
    const nearest = indexOfLeast(far)
    return far[nearest] < Infinity ? nearest : chosen
  }

  layout() {
    this.plane.layout()
    const pen = this.plane.clearDots()
    for (const point of this.points) this.drawPoint(pen, point, 2.4)
  }

  draw(chosen) {
    const { x, y, label } = this.points[chosen]
    const colour = label > 0 ? "blue" : "orange"
    this.canvas.setAttribute(
      "aria-label",
      `Training points; chosen is x = ${brief(x)}, y = ${brief(y)}, ${colour}. Arrow keys choose ` +
        "another.",
    )
    if (!this.plane.side) return
    this.plane.draw([0])
    this.drawPoint(this.plane.pen, this.points[chosen], 6, INK)
  }

  drawPoint(pen, { x, y, label }, radius, edge = "#FFFFFF") {
    const look = { radius, fill: signColour(label), edge, width: radius / 3 }
    drawDot(pen, ...this.plane.position(x, y), look)
  }
}

function indexOfLeast(numbers) {
  return numbers.indexOf(Math.min(...numbers))
}
