// A network with what its units give and get: links as weights on the way forward, as gradients on
// the way back, and what is on its way along them.
import { colourOf, INK, inkOf, signColour } from "../../shared/player/colours.js"
import { Diagram } from "../../shared/player/diagram.js"
import { clamp } from "../../shared/player/numbers.js"
import { drawDot } from "../../shared/player/picture.js"
import { stopsAt } from "./backward_stage_network.js"
import { brief, lossTerm } from "./backward_stage_words.js"
import { unitName } from "./replay_words.js"

const ROWS = { least: 68, most: 82, beneath: 28 }
const STOP = "#D55E00"
// Pale enough for what is written on it.
const PALE = 0.5
const WAITING = 0.45

export class PassDiagram extends Diagram {
  constructor(network, index, player) {
    const label =
      `Diagram of network ${network.name}: units with what they give, and on the way back their ` +
      "δ and f′; links as wide as their weights, on the way back as their gradients"
    super(network, network.inputs, label, ROWS)
    this.listen(player, index, `said-${index}`)
  }

  unitName(layer, unit) {
    return unitName(this.network, layer, unit)
  }

  draw(view, selection) {
    this.view = view
    this.clear()
    for (let layer = 1; layer < this.places.length; layer++) this.drawLinks(layer, selection)
    this.drawUnits()
    this.drawLoss()
    this.drawStop()
  }

  // ---- links

  drawLinks(layer, selection) {
    const { view: { layers, next, moments, passed }, view } = this
    const moved = view.there(moments.update)
    const { gradients } = passed.levels[layer]
    const { weights } = (moved ? next : layers)[layer - 1]
    const back = view.there(moments.gradient(layer)) * (1 - moved)
    const waits = WAITING + (1 - WAITING) * view.there(moments.output(layer))
    weights.forEach((row, unit) => row.forEach((weight, source) => {
      const link = this.linkTo(layer, unit, source)
      const lit = this.isLit(selection, layer, unit, source) ? 1 : 0.2
      this.drawLink(link, weight, lit * waits * (1 - back))
      if (back) this.drawGradient(link, gradients[unit][source], lit * back)
      this.drawTraffic(link, layer, unit, source)
    }))
  }

  // Of a chosen unit those links are lit that its last number is a sum over.
  isLit(selection, layer, unit, source) {
    if (!selection) return true
    const { view, view: { moments } } = this
    const out = view.has(moments.delta(selection.layer)) && selection.layer < moments.layers
    if (out && selection.layer === layer - 1 && selection.unit === source) return true
    return selection.layer === layer && selection.unit === unit
  }

  drawGradient(link, gradient, opacity) {
    this.drawLink(link, gradient, opacity)
    if (gradient === 0) return
    const { pen } = this
    const { x, y, toX, toY } = link
    const size = 4.5 + Math.min(5, Math.abs(gradient))
    pen.save()
    pen.globalAlpha = opacity
    pen.translate((x + toX) / 2, (y + toY) / 2)
    pen.rotate(Math.atan2(2 * (toY - y), toX - x))
    pen.beginPath()
    pen.moveTo(-size, 0)
    pen.lineTo(size, size)
    pen.lineTo(size, -size)
    pen.fillStyle = signColour(gradient)
    pen.fill()
    pen.restore()
  }

  // What runs along a link: its weight times what is given, and back its weight times δ.
  drawTraffic(link, layer, unit, source) {
    const { view, view: { layers, moments, passed: { levels } } } = this
    const weight = layers[layer - 1].weights[unit][source]
    const came = view.there(moments.output(layer))
    const back = view.there(moments.gradient(layer))
    if (came > 0 && came < 1) this.drawPulse(link, came, weight * levels[layer - 1].outputs[source])
    if (back > 0 && back < 1) this.drawPulse(link, 1 - back, weight * levels[layer].deltas[unit])
  }

  drawPulse({ x, y, toX, toY }, share, value) {
    if (value === 0) return
    const [left, middle] = [1 - share, (x + toX) / 2]
    const inner = 3 * left * share
    const at = (from, to, first, last) =>
      left ** 3 * from + inner * (left * first + share * last) + share ** 3 * to
    const radius = 2 + 3 * Math.min(1, Math.sqrt(Math.abs(value)))
    this.pen.globalAlpha = 1
    drawDot(this.pen, at(x, toX, middle, middle), at(y, toY, y, toY), {
      radius, fill: signColour(value), edge: this.theme.text, width: 1,
    })
  }

  // ---- units

  drawUnit(layer, unit, { x, y }) {
    const { pen, side, theme, view, view: { moments, passed } } = this
    const { outputs, deltas, slopes } = passed.levels[layer]
    const given = outputs[unit]
    pen.globalAlpha = 1
    pen.fillStyle = theme.background
    pen.fillRect(x, y, side, side)
    pen.globalAlpha = view.there(moments.output(layer))
    pen.fillStyle = inkOf(colourOf(PALE * clamp(given, -1, 1)))
    pen.fillRect(x, y, side, side)
    this.write(brief(given), x + side / 2, y + side / 2, { ink: INK })
    pen.globalAlpha = layer ? view.there(moments.delta(layer)) : 0
    if (!pen.globalAlpha) return
    this.drawRing(deltas[unit], x, y)
    this.write(`δ ${brief(deltas[unit])}`, x + side / 2, y + side + 12, { halo: true })
    this.write(`f′ ${brief(slopes[unit])}`, x + side / 2, y + side + 24, { halo: true })
  }

  drawRing(delta, x, y) {
    if (delta === 0) return
    const { pen, side } = this
    const width = 1 + 3 * Math.min(1, Math.sqrt(Math.abs(delta)))
    Object.assign(pen, { strokeStyle: signColour(delta), lineWidth: width })
    pen.strokeRect(x, y, side, side)
  }

  write(words, x, y, { ink = this.theme.text, halo = false, align = "center", weight = "" }) {
    const { pen, theme } = this
    Object.assign(pen, { textAlign: align, textBaseline: "middle", fillStyle: ink })
    Object.assign(pen, { font: `${weight} 12px ${theme.font}`, strokeStyle: theme.background })
    Object.assign(pen, { lineWidth: 3, lineJoin: "round" })
    if (halo) pen.strokeText(words, x, y)
    pen.fillText(words, x, y)
  }

  // ---- beside them

  drawLoss() {
    const { pen, places, side, view, view: { moments, passed } } = this
    pen.globalAlpha = view.there(moments.loss)
    if (!pen.globalAlpha) return
    const right = places.at(-1)[0].x + side
    const look = { halo: true, align: "right" }
    this.write(`loss ${lossTerm(passed)}`, right, 30, look)
    this.write(`= ${passed.loss.toFixed(3)}`, right, 46, { ...look, weight: "600" })
  }

  // Where the first weights, going back, get no gradient at all.
  drawStop() {
    const { pen, places, side, view, view: { moments } } = this
    const layer = stopsAt(view.passed)
    const [reached, over] = [moments.gradient(layer), moments.update].map((at) => view.has(at))
    if (!layer || !reached || over) return
    const x = Math.round((places[layer - 1][0].x + side + places[layer][0].x) / 2)
    const bottom = this.height - 8
    Object.assign(pen, { globalAlpha: 1, strokeStyle: STOP, lineWidth: 3 })
    pen.setLineDash([7, 4])
    pen.beginPath()
    pen.moveTo(x, layer === moments.layers ? 56 : 22)
    pen.lineTo(x, bottom - 10)
    pen.stroke()
    pen.setLineDash([])
    const { sizes } = this.network
    // Beneath the shorter of the two columns.
    const [align, aside] = sizes[layer - 1] < sizes[layer] ? ["right", 9] : ["left", -9]
    this.write("stops here", x + aside, bottom, { halo: true, weight: "600", align })
  }
}
