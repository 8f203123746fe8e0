// A network as its units, which are buttons, and the links between them.
import { signColour } from "./colours.js"
import { make } from "./element.js"
import { fit, makeCanvas } from "./picture.js"

// Pixels above, left and right of the units, where their names stand.
const [TOP, LEFT, RIGHT] = [20, 40, 4]
// A drawing grows with the letters around it, somewhat less, since it has to fit beside others.
const USUAL_LETTERS = 14.4
const GROWTH = 0.8

// `network` has its name and its sizes from the inputs to the output; `inputs` are their labels.
// `rows` is in pixels: the least and the most that a row takes, and what is left free beneath each
// unit. All pixels are those of letters of the usual size. The heir says
// - unitName(layer, unit): a unit in words,
// - drawUnit(layer, unit, place): what a unit shows,
// and calls drawLink for every link.
export class Diagram {
  constructor(network, inputs, label, rows) {
    Object.assign(this, { network, inputs, rows })
    this.canvas = makeCanvas(label)
    this.buttons = network.sizes.map((units, layer) =>
      Array.from({ length: units }, (_, unit) => this.makeUnit(layer, unit)),
    )
    this.element = make("div", { class: "diagram" }, this.canvas, ...this.buttons.flat())
  }

  makeUnit(layer, unit) {
    const name = `Network ${this.network.name}, ${this.unitName(layer, unit)}`
    const attributes = { type: "button", class: "unit", "aria-label": name, "aria-pressed": "false" }
    return make("button", attributes)
  }

  // Let `player` know which unit is pointed at or pinned: the `index` of this network, the unit's
  // layer and number. What is said of it stands in the element with the id `told`.
  listen(player, index, told) {
    this.eachUnit((button, layer, unit) => {
      const selection = { index, layer, unit }
      button.setAttribute("aria-describedby", told)
      button.onpointerenter = button.onfocus = () => player.point(selection)
      button.onpointerleave = button.onblur = () => player.point(null)
      button.onclick = () => player.pin(selection)
    })
  }

  // Call `act` with the button of every unit, its layer and its number there.
  eachUnit(act) {
    this.buttons.forEach((units, layer) => units.forEach((button, i) => act(button, layer, i)))
  }

  // ---- its place

  layout(theme) {
    this.theme = theme
    const letters = parseFloat(getComputedStyle(this.element).fontSize) / USUAL_LETTERS
    this.scale = Math.max(1, GROWTH * letters)
    const least = Math.max(...this.network.sizes) * this.rows.least + 22
    this.element.style.minHeight = `${this.scale * least}px`
    const { clientWidth: width, clientHeight: height } = this.element
    this.pen = fit(this.canvas, width, height)
    this.pen.scale(this.scale, this.scale)
    this.height = height / this.scale
    this.place(width / this.scale - LEFT - RIGHT, this.height - TOP)
  }

  place(width, height) {
    const { rows, network: { sizes } } = this
    const pitch = Math.min(rows.most, height / Math.max(...sizes))
    const own = pitch - rows.beneath
    this.side = Math.floor(Math.min(40, (width / sizes.length) * 0.72, own * 0.82))
    const gap = (width - this.side) / (sizes.length - 1)
    this.longNames = gap > 46
    this.places = sizes.map((units, layer) =>
      Array.from({ length: units }, (_, unit) => ({
        x: Math.round(LEFT + layer * gap),
        y: Math.round(TOP + (height - units * pitch) / 2 + unit * pitch + 0.15 * own),
      })),
    )
    const pixels = (length) => `${length * this.scale}px`
    const side = pixels(this.side)
    this.eachUnit((button, layer, unit) => {
      const { x, y } = this.places[layer][unit]
      Object.assign(button.style, { left: pixels(x), top: pixels(y), width: side, height: side })
    })
  }

  // Where a link runs: from the right of its source to the left of its unit, one layer on.
  linkTo(layer, unit, source) {
    const [from, to] = [this.places[layer - 1][source], this.places[layer][unit]]
    const half = this.side / 2
    return { x: from.x + this.side, y: from.y + half, toX: to.x, toY: to.y + half }
  }

  // ---- what it shows

  // Mark the unit that is told of, and the one that is pinned, or none.
  mark(examined, pinned) {
    this.eachUnit((button, layer, unit) => {
      const is = (other) => other?.layer === layer && other?.unit === unit
      button.classList.toggle("examined", is(examined))
      button.setAttribute("aria-pressed", is(pinned))
    })
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height)
  }

  drawUnits() {
    this.pen.globalAlpha = 1
    this.places.forEach((units, layer) =>
      units.forEach((place, unit) => this.drawUnit(layer, unit, place)))
    this.pen.globalAlpha = 1
    this.drawNames()
  }

  // A link is as wide as its `value` is large, and dotted where that is 0.
  drawLink({ x, y, toX, toY }, value, opacity) {
    const { pen } = this
    const middle = (x + toX) / 2
    pen.beginPath()
    pen.moveTo(x, y)
    pen.bezierCurveTo(middle, y, middle, toY, toX, toY)
    pen.setLineDash(value === 0 ? [2, 4] : [])
    pen.strokeStyle = value === 0 ? this.theme.text : signColour(value)
    pen.lineWidth = 1 + 1.8 * Math.min(5, Math.abs(value))
    pen.globalAlpha = opacity * (0.5 + 0.5 * Math.min(1, Math.abs(value)))
    pen.stroke()
    pen.setLineDash([])
  }

  drawNames() {
    const { pen, places, side, theme } = this
    const last = places.length - 1
    Object.assign(pen, { fillStyle: theme.text, font: `12px ${theme.font}` })
    Object.assign(pen, { textBaseline: "middle", textAlign: "right" })
    this.inputs.forEach((name, unit) => {
      const { x, y } = places[0][unit]
      pen.fillText(name, x - 7, y + side / 2)
    })
    places.forEach(([{ x }], layer) => {
      const short = layer === 0 ? "in" : layer === last ? "out" : String(layer)
      const long = layer === 0 ? "inputs" : layer === last ? "output" : `layer ${layer}`
      const [edge, share] = layer === last ? ["right", 1] : ["center", 0.5]
      pen.textAlign = edge
      pen.fillText(this.longNames ? long : short, x + side * share, 8)
    })
  }
}
