// The training points, of which a pointer or the arrow keys choose one.
import { INK } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { onDrag } from "../../shared/player/events.js"
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
    const { xs, ys } = this.points
    this.choose(indexOfLeast(xs.map((x, i) => {
      const [left, top] = this.plane.position(x, ys[i])
      return Math.hypot(left - offsetX, top - offsetY)
    })))
  }

  // The nearest point that lies more in the direction of a key than aside of it, or none.
  after(key, chosen) {
    if (!(key in MOVES)) return undefined
    const [right, up] = MOVES[key]
    const { xs, ys } = this.points
    const far = xs.map((x, i) => {
      const [across, high] = [x - xs[chosen], ys[i] - ys[chosen]]
      const [along, aside] = [across * right + high * up, Math.abs(across * up + high * right)]
      return along > aside ? along + aside : Infinity
    })
    const nearest = indexOfLeast(far)
    return far[nearest] < Infinity ? nearest : chosen
  }

  layout() {
    this.plane.layout()
    this.plane.drawDots(this.points, 2.4)
  }

  draw(chosen) {
    const [x, y, label] = Object.values(this.points).map((column) => column[chosen])
    const colour = label > 0 ? "blue" : "orange"
    this.canvas.setAttribute(
      "aria-label",
      `Training points; chosen is x = ${brief(x)}, y = ${brief(y)}, ${colour}. Arrow keys choose ` +
        "another.",
    )
    if (!this.plane.side) return
    this.plane.draw([0])
    this.plane.drawDot(this.plane.pen, x, y, label, 6, INK)
  }
}

function indexOfLeast(numbers) {
  return numbers.indexOf(Math.min(...numbers))
}
