// What one network answers over the plane, with the points that it learns from.
import { make } from "../../shared/player/element.js"
import { Plane } from "../../shared/player/plane.js"
import { capitalised } from "../../shared/player/words.js"

const REACH = 6
const ACROSS = 50

export class AnswerPlane {
  constructor(when, points) {
    this.points = points
    const label = `What the network answers over the plane, ${when}: orange −1, blue +1`
    this.plane = new Plane(label, [-REACH, REACH, -REACH, REACH], ACROSS)
    this.values = new Float64Array(ACROSS ** 2)
    this.caption = make("figcaption", {}, capitalised(when))
    this.figure = make("figure", {}, this.caption, this.plane.element)
  }

  layout() {
    this.plane.layout()
    this.plane.drawDots(this.points, 2)
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
