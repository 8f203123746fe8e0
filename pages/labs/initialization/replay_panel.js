// One network: its diagram, its surface, what is inside one of its units, and its losses.
import { make } from "../../shared/player/element.js"
import { lastUpTo } from "../../shared/player/numbers.js"
import { SurfacesDiagram } from "./replay_diagram.js"
import { ACTIVATIONS } from "./one_pass.js"
import { discretize, forward, tellsClasses } from "./replay_network.js"
import { Surface } from "./replay_surface.js"
import { UnitDetail } from "./replay_unit.js"

export class Panel {
  constructor(network, index, player) {
    Object.assign(this, { network, index, player })
    this.examined = { index, layer: 1, unit: 0 }
    this.diagram = new SurfacesDiagram(network, index, player)
    this.surface = new Surface(network)
    this.detail = new UnitDetail(network, index)
    this.element = this.makeElement()
  }

  makeElement() {
    const { name, activation, colour, resets } = this.network
    this.trainLoss = make("b", { class: "train-loss" })
    this.testLoss = make("b", { class: "test-loss" })
    this.note = make("span", { class: "note" })
    const title = make("h3", {}, `Network ${name}`)
    const { label } = ACTIVATIONS[activation]
    const words = tellsClasses(this.network) ? label : `${label}, learns a number`
    const drawn = resets ? `, weights drawn anew ${resets}×` : ""
    const kind = make("span", { class: "note" }, words + drawn)
    const losses = make(
      "span", { class: "both" }, "Train loss ", this.trainLoss, " test ", this.testLoss,
    )
    return make(
      "section",
      { class: "panel", "aria-label": `Network ${name}`, style: `--network: ${colour}` },
      make("header", {}, title, kind, this.note, losses),
      this.diagram.element, this.surface.element,
    )
  }

  layout(theme) {
    for (const part of [this.diagram, this.surface, this.detail]) part.layout(theme)
    this.drawn = null
  }

  // `selection` is the unit that the large surface shows, `examined` the one of the detail box.
  draw(iteration, selection) {
    const { network, examined, player: { pinned, showTest, discrete } } = this
    const frame = lastUpTo(network.iterations, iteration)
    this.write(frame, iteration)
    const state = JSON.stringify([frame, selection, examined, showTest, discrete])
    if (state === this.drawn || !this.surface.plane.side) return
    this.drawn = state
    for (const field of [network.grid, network.train, network.test]) forward(network, frame, field)
    if (discrete) discretize(network.grid)
    this.diagram.draw(frame, selection)
    this.surface.draw(selection, showTest)
    this.detail.draw(frame, examined)
    this.diagram.mark(examined, pinned?.index === this.index ? pinned : null)
  }

  write(frame, iteration) {
    const { iterations, losses } = this.network
    const [train, test] = losses.subarray(2 * frame)
    this.trainLoss.textContent = train.toFixed(3)
    this.testLoss.textContent = test.toFixed(3)
    const ended = frame === iterations.length - 1 ? "ended at" : "shown at"
    this.note.textContent =
      iterations[frame] === iteration ? "" : `${ended} iteration ${iterations[frame]}`
  }
}
