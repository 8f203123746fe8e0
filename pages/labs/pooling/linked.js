// Grids of numbers that point at one another: see linked.py for the data.
import { make } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { Panel, SIGNS } from "./linked_panel.js"

const MEANINGS = {
  agrees: "the write-up prints the same (small)",
  misprint: "the same, but its working is misprinted",
  differs: "it prints another result",
}
const HINT = "Point at a number (or Tab to it, then arrow keys): what belongs together lights up."

function makeKey(panels) {
  const links = panels.flatMap(({ outputs }) => outputs.flatMap((output) => output.links))
  const marks = new Set(links.map(({ mark }) => mark))
  const entries = Object.keys(MEANINGS).filter((mark) => marks.has(mark))
  return make(
    "p",
    { class: "key" },
    links.length ? make("span", {}, HINT) : "",
    ...entries.map((mark) =>
      make("span", {}, make("i", { class: mark, "aria-hidden": "true" }, SIGNS[mark]), MEANINGS[mark]),
    ),
  )
}

class Linked {
  constructor(root) {
    this.root = root
  }

  load(data) {
    const text = JSON.stringify(data)
    if (this.text === text) return
    this.text = text
    const panels = data.panels.map((panel) => new Panel(panel).element)
    this.root.replaceChildren(makeKey(data.panels), make("div", { class: "panels" }, ...panels))
  }
}

export default mount(Linked)
