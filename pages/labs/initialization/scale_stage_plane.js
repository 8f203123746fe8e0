// What one network answers over the plane, with the points that it learns from.
import { signColour } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { drawDot } from "../../shared/player/picture.js"
import { Plane } from "../../shared/player/plane.js"

const REACH = 6
const ACROSS = 50

export class AnswerPlane {
  constructor(when, points) {
    this.points = points
    const label = `What the network answers over the plane, ${when}: orange −1, blue +1`
    this.plane = new Plane(label, [-REACH, REACH, -REACH, REACH], ACROSS)
    this.values = new Float64Array(ACROSS ** 2)
    this.caption = make("figcaption", {}, when[0].toUpperCase() + when.slice(1))
    this.figure = make("figure", {}, this.caption, this.plane.element)
  }

  layout() {
    this.plane.layout()
    const pen = this.plane.clearDots()
    const { xs, ys, labels } = this.points
    labels.forEach((label, i) => {
      const look = { radius: 2, fill: signColour(label), edge: "#FFFFFF", width: 0.7 }
      drawDot(pen, ...this.plane.position(xs[i], ys[i]), look)
    })
  }

  draw(network, iteration) {
    const place = (cell) => ((cell + 0.5) / ACROSS) * 2 * REACH - REACH
    for (let cell = 0; cell < this.values.length; cell++) {
      const [x, y] = [place(cell % ACROSS), -place(Math.floor(cell / ACROSS))]
      this.values[cell] = network.answer(x, y)
    }
    this.plane.draw(this.values)
    if (iteration !== undefined) this.caption.textContent = `After ${iteration} iterations`
  }
}
