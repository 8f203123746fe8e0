// A network as its units, each with its output over the plane, and the links between them.
import { colourOf, INK, inkOf } from "../../shared/player/colours.js"
import { Diagram } from "../../shared/player/diagram.js"
import { HeatMap } from "../../shared/player/picture.js"
import { INPUTS } from "./one_pass.js"
import { biasOf, CELLS, outputsOf, weightsOf } from "./replay_network.js"
import { unitName } from "./replay_words.js"

// In a low window the large surface needs the room more.
const ROWS = { least: 38, most: 54, beneath: 0 }
const [LOW_ROWS, LOW] = [{ ...ROWS, least: 28 }, 860]

export class SurfacesDiagram extends Diagram {
  constructor(network, index, player) {
    super(network, network.inputs.map((name) => INPUTS[name].label), labelOf(network), ROWS)
    this.heatMap = new HeatMap(CELLS)
    this.listen(player, index, `detail-${index}`)
  }

  layout(theme) {
    this.rows = window.innerHeight < LOW ? LOW_ROWS : ROWS
    super.layout(theme)
  }

  unitName(layer, unit) {
    return unitName(this.network, layer, unit)
  }

  draw(frame, selection) {
    this.frame = frame
    this.clear()
    this.network.layers.forEach((layer, depth) => this.drawLinks(layer, depth + 1, selection))
    this.drawUnits()
  }

  drawLinks(weights, layer, selection) {
    for (let unit = 0; unit < this.network.sizes[layer]; unit++) {
      const into = !selection || (selection.layer === layer && selection.unit === unit)
      weightsOf(weights, this.frame, unit).forEach((weight, source) =>
        this.drawLink(this.linkTo(layer, unit, source), weight, into ? 1 : 0.2))
    }
  }

  drawUnit(layer, unit, { x, y }) {
    const { network, frame, side } = this
    this.heatMap.draw(outputsOf(network, layer, unit), this.pen, x, y, side)
    if (layer > 0) this.drawBias(biasOf(network.layers[layer - 1], frame, unit), x, y)
  }

  drawBias(bias, x, y) {
    const { pen } = this
    const corner = [x - 3, y + this.side - 7, 7, 7]
    Object.assign(pen, { fillStyle: inkOf(colourOf(bias)), strokeStyle: INK, lineWidth: 1 })
    pen.fillRect(...corner)
    pen.strokeRect(...corner)
  }
}

function labelOf({ name, sizes }) {
  const hidden = sizes.slice(1, -1)
  const shape = hidden.length ? `hidden layers of ${hidden.join(", ")} units` : "no hidden layer"
  return (
    `Diagram of network ${name}: ${sizes[0]} inputs, ${shape}, one output; each ` +
    "unit with its own output over the plane, links as wide as their weights"
  )
}
