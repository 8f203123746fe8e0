// Inside one unit: its weights, the gradients that reach it, and its pre-activations.
import { signColour } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { makeHistogram } from "./replay_histogram.js"
import { inspect } from "./replay_network.js"
import { scientific, signed, sourceName, unitName } from "./replay_words.js"

export class UnitDetail {
  constructor(network, index) {
    this.network = network
    this.element = make("div", { class: "detail", id: `detail-${index}` })
  }

  layout(theme) {
    this.theme = theme
  }

  draw(frame, { layer, unit }) {
    const name = unitName(this.network, layer, unit)
    const title = make("h4", {}, `${this.network.name}: ${name}`)
    if (layer === 0) {
      const words = "Taken from the point itself: no weights, nothing to learn."
      this.element.replaceChildren(title, make("p", { class: "note" }, words))
      return
    }
    const found = inspect(this.network, frame, layer, unit)
    const text = make("div", {}, title, this.listWeights(found, layer), listGradients(found))
    this.element.replaceChildren(
      make("div", { class: "columns" }, text, makeTotals(found, name)),
    )
  }

  listWeights({ bias, weights }, layer) {
    const named = weights.map((weight, i) => [sourceName(this.network, layer - 1, i), weight])
    const entries = [["bias", bias], ...named].map(([name, value]) => {
      const entry = make("li", {}, `${name} `, make("b", {}, signed(value)))
      entry.style.setProperty("--sign", value === 0 ? this.theme.border : signColour(value))
      return entry
    })
    return make("ul", { class: "weights", "aria-label": "Weights and bias" }, ...entries)
  }
}

function makeTotals({ totals, passes }, name) {
  const label = `Histogram of the pre-activation z of ${name} over the training points`
  const words = `Pre-activation z of the ${totals.length} training points; grey: no gradient passes`
  return make(
    "figure", {},
    makeHistogram(totals, passes, label), make("figcaption", { class: "note" }, words),
  )
}

function listGradients({ meanGradient, meanGradientSize, passing, meanSlope }) {
  const rows = [
    ["Mean gradient ∂loss/∂z", scientific(meanGradient)],
    ["Mean size of it", scientific(meanGradientSize)],
    ["Passes a gradient on", `${(100 * passing).toFixed(0)} % of points`],
    ["Mean slope", signed(meanSlope)],
  ]
  return make("dl", {}, ...rows.flatMap(([term, value]) => [
    make("dt", {}, term), make("dd", {}, value),
  ]))
}
