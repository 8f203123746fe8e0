// One network: its diagram, and what happens in it in words.
import { make } from "../../shared/player/element.js"
import { PassDiagram } from "./backward_stage_diagram.js"
import { caption, explain } from "./backward_stage_words.js"

export class PassPanel {
  constructor(network, index, player) {
    Object.assign(this, { network, index })
    this.diagram = new PassDiagram(network, index, player)
    this.start = make("span", { class: "note" })
    this.said = make("div", { class: "said", id: `said-${index}` })
    const { name, colour } = network
    this.element = make(
      "section", { class: "panel", "aria-label": `Network ${name}`, style: `--network: ${colour}` },
      make("header", {}, make("h3", {}, `Network ${name}`), this.start),
      this.diagram.element, this.said,
    )
  }

  layout(theme) {
    this.diagram.layout(theme)
  }

  // `selection` is the unit that is pointed at or pinned, `pinned` whether it is that.
  draw(view, selection, pinned, start) {
    if (this.element.clientWidth) this.diagram.draw(view, selection)
    this.diagram.mark(selection, pinned)
    this.start.textContent = `${start} start`
    this.caption = caption(view)
    const lines = selection
      ? explain(this.network, view, selection.layer, selection.unit) : [this.caption]
    const words = lines.join("\n")
    if (words === this.words) return
    this.words = words
    this.said.replaceChildren(...lines.map((line) => make("p", {}, line)))
  }
}
