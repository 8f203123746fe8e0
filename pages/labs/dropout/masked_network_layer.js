// One layer of the masked network as maps of units on a canvas, which a pointer or the arrow keys
// point at.
import { colourOf, INK, inkOf } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { cellAfter, nameOfPlace, placeOf } from "../../shared/player/grid.js"
import { clamp } from "../../shared/player/numbers.js"
import { fit, makeCanvas } from "../../shared/player/picture.js"

const GAP = 4
const FRAME = "#D55E00"
const IDLE = "#A9B2BB"

// `maps` squares of side × side units, `across` of them in a row; a single one is a picture, whose
// pixels are not pointed at.
export class UnitMaps {
  constructor(name, title, maps, side, across, point) {
    Object.assign(this, { name, title, side, across, point })
    this.columns = across * side
    this.count = maps * side ** 2
    this.canvas = makeCanvas(title)
    this.element = make(
      "figure", { class: "maps" }, make("figcaption", { class: "note" }, title), this.canvas,
    )
    this.pointed = -1
    if (maps > 1) this.listen()
  }

  listen() {
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "application")
    this.canvas.onpointermove = (event) => this.pointAt(this.unitAt(event))
    this.canvas.onpointerdown = (event) => this.pointAt(this.unitAt(event))
    this.canvas.onpointerleave = ({ pointerType }) => pointerType !== "touch" && this.pointAt(-1)
    this.canvas.onblur = () => this.pointAt(-1)
  }

  // ---- the places of units

  // The row and the column of a unit among all units of the layer.
  placeOf(unit) {
    const [map, inside] = placeOf(unit, this.side ** 2)
    const [mapRow, mapColumn] = placeOf(map, this.across)
    const [row, column] = placeOf(inside, this.side)
    return [mapRow * this.side + row, mapColumn * this.side + column]
  }

  unitOf(row, column) {
    const [mapRow, mapColumn] = [row, column].map((at) => Math.floor(at / this.side))
    const map = mapRow * this.across + mapColumn
    return (map * this.side + (row % this.side)) * this.side + (column % this.side)
  }

  // Pixels from the edge to the row or the column.
  pixelOf(at) {
    return at * this.cell + Math.floor(at / this.side) * (this.side > 1 ? GAP : 0)
  }

  unitAt({ offsetX, offsetY }) {
    const step = this.side * this.cell + (this.side > 1 ? GAP : 0)
    const [row, column] = [offsetY, offsetX].map((pixel) => {
      const inside = Math.floor((pixel % step) / this.cell)
      return Math.floor(pixel / step) * this.side + Math.min(inside, this.side - 1)
    })
    const rows = this.count / this.columns
    return this.unitOf(clamp(row, 0, rows - 1), clamp(column, 0, this.columns - 1))
  }

  // The unit that is pointed at in words.
  get nameOfPointed() {
    if (this.side === 1) return `unit ${this.pointed + 1}`
    const [map, inside] = placeOf(this.pointed, this.side ** 2)
    return `map ${map + 1}, ${nameOfPlace(inside, this.side)}`
  }

  // ---- pointing

  pointAt(unit) {
    if (unit === this.pointed) return
    this.pointed = unit
    this.point(this, unit)
  }

  // Move what is pointed at with a key, and say whether the key does so.
  step(key) {
    const from = this.placeOf(Math.max(0, this.pointed))
    const to = cellAfter(key, from[0] * this.columns + from[1], this.columns, this.count)
    if (to === undefined) return false
    this.pointAt(this.pointed < 0 ? 0 : this.unitOf(...placeOf(to, this.columns)))
    return true
  }

  // ---- the screen

  layout() {
    const gaps = this.side > 1 ? (this.across - 1) * GAP : 0
    this.cell = (this.element.clientWidth - gaps) / this.columns
    this.size = [this.columns, this.count / this.columns].map((at) => this.pixelOf(at - 1) + this.cell)
    this.pen = fit(this.canvas, ...this.size)
    this.density = window.devicePixelRatio || 1
  }

  // Draw what the units hold. Those that a `factors` of 0 drops are dark, less so where `given` is 0
  // as well and nothing is lost. Twice the largest of `usual` has the deepest colour, so that what
  // is scaled up is seen.
  draw(values, factors, given, usual) {
    const deepest = 2 * usual.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9)
    this.pen.clearRect(0, 0, ...this.size)
    for (let unit = 0; unit < this.count; unit++) {
      const share = values[unit] / deepest
      const colour = colourOf(Math.sign(share) * Math.sqrt(Math.abs(share)))
      const dark = factors?.[unit] === 0 && (given[unit] === 0 ? IDLE : INK)
      this.fill(unit, dark || inkOf(colour))
    }
    if (this.pointed >= 0) this.frame(...this.placeOf(this.pointed))
  }

  // Fill a unit from one whole pixel of the screen to another, so that no seam shows.
  fill(unit, colour) {
    const [row, column] = this.placeOf(unit)
    const [top, left] = [row, column].map((at) => this.whole(this.pixelOf(at)))
    const [bottom, right] = [row, column].map((at) => this.whole(this.pixelOf(at) + this.cell))
    this.pen.fillStyle = colour
    this.pen.fillRect(left, top, right - left, bottom - top)
  }

  whole(pixel) {
    return Math.round(pixel * this.density) / this.density
  }

  frame(row, column) {
    Object.assign(this.pen, { strokeStyle: FRAME, lineWidth: 3 })
    const [x, y] = [column, row].map((at) => this.pixelOf(at) - 1.5)
    this.pen.strokeRect(x, y, this.cell + 3, this.cell + 3)
  }
}
