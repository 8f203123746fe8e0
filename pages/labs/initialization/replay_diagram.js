// A network as its units, each with its output over the plane, and the links between them.
import { colourOf, INK, inkOf, signColour } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { fit, HeatMap, makeCanvas } from "../../shared/player/picture.js"
import { biasOf, CELLS, INPUTS, outputsOf, weightOf } from "./replay_network.js"
import { unitName } from "./replay_words.js"

// Pixels above, left and right of the units, where their names stand.
const [TOP, LEFT, RIGHT] = [20, 40, 4]

export class Diagram {
  constructor(network, index, player) {
    this.network = network
    this.heatMap = new HeatMap(CELLS)
    this.canvas = makeCanvas(this.label)
    this.buttons = network.sizes.map((units, layer) =>
      Array.from({ length: units }, (_, unit) => this.makeUnit({ index, layer, unit }, player)),
    )
    this.element = make("div", { class: "diagram" }, this.canvas, ...this.buttons.flat())
    this.element.style.flexBasis = `${44 + 44 * network.sizes.length}px`
  }

  get label() {
    const { name, sizes } = this.network
    const hidden = sizes.slice(1, -1)
    const shape = hidden.length ? `hidden layers of ${hidden.join(", ")} units` : "no hidden layer"
    return (
      `Diagram of network ${name}: ${sizes[0]} inputs, ${shape}, one output; each ` +
      "unit with its own output over the plane, links as wide as their weights"
    )
  }

  makeUnit(selection, player) {
    const { index, layer, unit } = selection
    const button = make("button", {
      type: "button",
      class: "unit",
      "aria-label": `Network ${this.network.name}, ${unitName(this.network, layer, unit)}`,
      "aria-describedby": `detail-${index}`,
      "aria-pressed": "false",
    })
    button.onpointerenter = button.onfocus = () => player.point(selection)
    button.onpointerleave = button.onblur = () => player.point(null)
    button.onclick = () => player.pin(selection)
    return button
  }

  // Call `act` with the button of every unit, its layer and its number there.
  eachUnit(act) {
    this.buttons.forEach((units, layer) => units.forEach((button, i) => act(button, layer, i)))
  }

  // ---- its place

  layout(theme) {
    this.theme = theme
    this.element.style.minHeight = `${Math.max(...this.network.sizes) * 38 + 22}px`
    const { clientWidth: width, clientHeight: height } = this.element
    this.pen = fit(this.canvas, width, height)
    this.place(width - LEFT - RIGHT, height - TOP)
  }

  place(width, height) {
    const { sizes } = this.network
    const pitch = Math.min(54, height / Math.max(...sizes))
    this.side = Math.floor(Math.min(40, (width / sizes.length) * 0.72, pitch * 0.82))
    const gap = (width - this.side) / (sizes.length - 1)
    this.longNames = gap > 46
    this.places = sizes.map((units, layer) =>
      Array.from({ length: units }, (_, unit) => ({
        x: Math.round(LEFT + layer * gap),
        y: Math.round(TOP + (height - units * pitch) / 2 + (unit + 0.15) * pitch),
      })),
    )
    const side = `${this.side}px`
    this.eachUnit((button, layer, unit) => {
      const { x, y } = this.places[layer][unit]
      Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: side, height: side })
    })
  }

  // ---- what it shows

  // Mark the unit of the detail box, and the one that is pinned, or none.
  mark(examined, pinned) {
    this.eachUnit((button, layer, unit) => {
      const is = (other) => other?.layer === layer && other?.unit === unit
      button.classList.toggle("examined", is(examined))
      button.setAttribute("aria-pressed", is(pinned))
    })
  }

  draw(frame, selection) {
    const { network, pen, places, side } = this
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height)
    network.layers.forEach((layer, depth) => this.drawLinks(layer, depth, frame, selection))
    pen.globalAlpha = 1
    places.forEach((units, layer) =>
      units.forEach(({ x, y }, unit) => {
        this.heatMap.draw(outputsOf(network, layer, unit), pen, x, y, side)
        if (layer > 0) this.drawBias(biasOf(network.layers[layer - 1], frame, unit), x, y)
      }),
    )
    this.drawNames()
  }

  drawLinks(layer, depth, frame, selection) {
    for (let unit = 0; unit < layer.units; unit++) {
      const into = !selection || (selection.layer === depth + 1 && selection.unit === unit)
      for (let source = 0; source < layer.fanIn; source++) {
        const [from, to] = [this.places[depth][source], this.places[depth + 1][unit]]
        this.drawLink(from, to, weightOf(layer, frame, unit, source), into ? 1 : 0.2)
      }
    }
    this.pen.setLineDash([])
  }

  drawLink(from, to, weight, opacity) {
    const { pen, side } = this
    const half = side / 2
    const middle = (from.x + side + to.x) / 2
    pen.beginPath()
    pen.moveTo(from.x + side, from.y + half)
    pen.bezierCurveTo(middle, from.y + half, middle, to.y + half, to.x, to.y + half)
    pen.setLineDash(weight === 0 ? [2, 4] : [])
    pen.strokeStyle = weight === 0 ? this.theme.text : signColour(weight)
    pen.lineWidth = 1 + 1.8 * Math.min(5, Math.abs(weight))
    pen.globalAlpha = opacity * (0.5 + 0.5 * Math.min(1, Math.abs(weight)))
    pen.stroke()
  }

  drawBias(bias, x, y) {
    const { pen } = this
    const corner = [x - 3, y + this.side - 5, 7, 7]
    Object.assign(pen, { fillStyle: inkOf(colourOf(bias)), strokeStyle: INK, lineWidth: 1 })
    pen.fillRect(...corner)
    pen.strokeRect(...corner)
  }

  drawNames() {
    const { network, pen, places, side, theme } = this
    const last = places.length - 1
    Object.assign(pen, { fillStyle: theme.text, font: `12px ${theme.font}` })
    Object.assign(pen, { textBaseline: "middle", textAlign: "right" })
    network.inputs.forEach((name, unit) => {
      const { x, y } = places[0][unit]
      pen.fillText(INPUTS[name].label, x - 7, y + side / 2)
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
