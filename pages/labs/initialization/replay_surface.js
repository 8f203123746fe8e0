// What a network, or one of its units, answers over the plane, with the points it learns from.
import { colourOf, INK, inkOf } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { Plane } from "../../shared/player/plane.js"
import {
  CELLS, countWrong, isWrong, meanDistance, outputsOf, PLANE, tellsClasses,
} from "./replay_network.js"
import { unitName } from "./replay_words.js"

export class Surface {
  constructor(network) {
    this.network = network
    const label =
      `What network ${network.name} answers over the plane, x and y from −6 to 6: orange ` +
      "negative, blue positive, with the data points"
    this.plane = new Plane(label, [-PLANE, PLANE, -PLANE, PLANE], CELLS)
    this.caption = make("p", { class: "note caption" })
    this.wrong = make("p", { class: "note wrong" })
    this.element = make(
      "div", { class: "surface" }, this.caption, this.plane.element, this.wrong,
    )
  }

  layout() {
    this.plane.layout()
    this.dotsDrawn = null
  }

  draw(selection, showTest) {
    const { network } = this
    const { layer, unit } = selection ?? { layer: network.layers.length, unit: 0 }
    if (this.dotsDrawn !== showTest) this.drawDots(showTest)
    this.plane.draw(outputsOf(network, layer, unit))
    if (tellsClasses(network)) this.drawCrosses(showTest)
    const shown = selection ? unitName(network, layer, unit) : "the network"
    this.caption.textContent = `Output of ${shown}`
    this.wrong.textContent = this.fault()
  }

  // How far from right the network is, on the points it learns from and on the others.
  fault() {
    const { train, test } = this.network
    if (!tellsClasses(this.network)) {
      const [near, far] = [train, test].map((points) => meanDistance(points).toFixed(3))
      return `Off by ${near} on average in training, ${far} in test`
    }
    const count = (points) => `${countWrong(points)} of ${points.xs.length}`
    return `Wrong: ${count(train)}, test ${count(test)}`
  }

  // Call `act` with every point that is shown: where it lies, its points, and its index there.
  eachPoint(showTest, act) {
    const { train, test } = this.network
    for (const points of showTest ? [test, train] : [train]) {
      points.xs.forEach((x, i) => act(this.plane.position(x, points.ys[i]), points, i))
    }
  }

  drawDots(showTest) {
    const pen = this.plane.clearDots()
    this.eachPoint(showTest, (place, points, i) =>
      drawPoint(pen, place, points.labels[i], points === this.network.test),
    )
    this.dotsDrawn = showTest
  }

  drawCrosses(showTest) {
    const { pen } = this.plane
    pen.beginPath()
    this.eachPoint(showTest, (place, points, i) => {
      if (isWrong(points, i)) traceCross(pen, ...place)
    })
    Object.assign(pen, { strokeStyle: INK, lineWidth: 1.3 })
    pen.stroke()
  }
}

function drawPoint(pen, place, label, isTest) {
  pen.beginPath()
  pen.arc(...place, isTest ? 2.8 : 3.2, 0, 2 * Math.PI)
  Object.assign(pen, { strokeStyle: "#FFFFFF", lineWidth: isTest ? 3.4 : 1.2 })
  pen.stroke()
  pen.fillStyle = pen.strokeStyle = inkOf(colourOf(label))
  pen.lineWidth = 1.6
  if (isTest) pen.stroke()
  else pen.fill()
}

function traceCross(pen, x, y) {
  const reach = 4.2
  pen.moveTo(x - reach, y - reach)
  pen.lineTo(x + reach, y + reach)
  pen.moveTo(x - reach, y + reach)
  pen.lineTo(x + reach, y - reach)
}
