// The hidden units of one film: on the plane the line of each of the first layer, where it turns on,
// and beside it all units, with those that are dead.
import { frameOf } from "../../shared/player/bytes.js"
import { INK } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"

const ALIVE = { dash: [], strokeStyle: INK, globalAlpha: 0.7 }
const DEAD = { dash: [5, 4], strokeStyle: "#6B7280", globalAlpha: 1 }
// Pixels.
const [TICK, FROM_END] = [7, 14]

export class Units {
  constructor(film, plane) {
    Object.assign(this, { film, plane })
    this.signs = []
    const [, layers, hidden] = film.dead.shape
    const rows = Array.from({ length: layers }, (_, layer) => {
      const signs = Array.from({ length: hidden }, () => make("i", { class: "unit" }))
      this.signs.push(...signs)
      return make("p", {}, make("span", {}, `Layer ${layer + 1}`), ...signs)
    })
    this.element = make("div", { class: "units note", "aria-hidden": "true" }, ...rows)
  }

  get count() {
    return this.signs.length
  }

  // How many are dead, in words.
  said(frame) {
    return `${frameOf(this.film.dead, frame).reduce((sum, one) => sum + one, 0)} of ${this.count}`
  }

  draw(frame) {
    const [dead, lines] = [this.film.dead, this.film.lines].map((all) => frameOf(all, frame))
    this.signs.forEach((sign, i) => sign.classList.toggle("dead", Boolean(dead[i])))
    for (let at = 0; at < lines.length; at += 3) {
      this.drawLine(lines.subarray(at, at + 3), dead[at / 3] ? DEAD : ALIVE)
    }
  }

  // A unit's line, and near each end a tick towards where the unit is on.
  drawLine(line, { dash, ...look }) {
    const ends = endsWithin(this.plane.reach, line)
    if (!ends) return
    const { pen } = this.plane
    const [[x, y], [toX, toY]] = ends.map((end) => this.plane.position(...end))
    const inward = FROM_END / Math.hypot(toX - x, toY - y)
    const on = TICK / Math.hypot(line[0], line[1])
    pen.save()
    Object.assign(pen, { lineWidth: 1.25, ...look })
    pen.setLineDash(dash)
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(toX, toY)
    for (const share of [inward, 1 - inward]) {
      const [atX, atY] = [x + share * (toX - x), y + share * (toY - y)]
      pen.moveTo(atX, atY)
      pen.lineTo(atX + on * line[0], atY - on * line[1])
    }
    pen.stroke()
    pen.restore()
  }
}

// Where the line on which across × x + up × y + bias is 0 enters the plane and leaves it, if it does.
function endsWithin([xLow, xHigh, yLow, yHigh], [across, up, bias]) {
  const square = across ** 2 + up ** 2
  const foot = [(-bias * across) / square, (-bias * up) / square]
  const along = [-up, across]
  const limits = [[xLow, xHigh], [yLow, yHigh]].map((edges, axis) =>
    edges.map((edge) => (edge - foot[axis]) / along[axis]),
  )
  const from = Math.max(...limits.map((pair) => Math.min(...pair)))
  const to = Math.min(...limits.map((pair) => Math.max(...pair)))
  if (!(from < to)) return null
  return [from, to].map((way) => foot.map((at, axis) => at + way * along[axis]))
}
