// Grids of numbers that point at one another: see linked.py for the data.
import { make } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { KeyboardGrid, nameOfPlace } from "../../shared/player/grid.js"
import { capitalised } from "../../shared/player/words.js"

const SIGNS = { "": "", agrees: "✓", misprint: "✎", differs: "✗" }
const MEANINGS = {
  agrees: "the write-up prints the same (small)",
  misprint: "the same, but its working is misprinted",
  differs: "it prints another result",
}
const HINT = "Point at a number (or Tab to it, then arrow keys): what belongs together lights up."
const MOST_ROOMY = 12

function makeGrid(name, columns, cells) {
  const rows = []
  for (let at = 0; at < cells.length; at += columns) {
    rows.push(make("div", { role: "row" }, ...cells.slice(at, at + columns)))
  }
  const element = make("div", { class: "grid", role: "grid", "aria-label": name }, ...rows)
  element.classList.toggle("dense", columns > MOST_ROOMY)
  const keyboard = new KeyboardGrid(cells, columns)
  element.onkeydown = (event) => {
    if (keyboard.move(event.target, event.key)) event.preventDefault()
  }
  return element
}

// ---------------------------------------------------------------- one matrix with what it gives

class Panel {
  constructor(data) {
    Object.assign(this, data)
    this.inputs = this.cells.map((text, i) => this.makeInput(text, i))
    this.ends = new Map(this.inputs.map((element, i) => [element, { input: i }]))
    this.results = this.outputs.map((output) => this.makeResults(output))
    this.users = this.cells.map(() => [])
    this.outputs.forEach((output, o) =>
      output.links.forEach((link, l) => link.cells.forEach((i) => this.users[i].push([o, l]))),
    )
    this.readout = make("p", { class: "readout", "aria-live": "polite" })
    this.element = this.makeElement()
    this.focused = null
    this.listen()
  }

  makeInput(text, i) {
    const cell = make("div", { role: "gridcell", class: "cell" }, make("b", {}, text), make("small"))
    cell.style.setProperty("--shade", this.shades[i])
    cell.setAttribute("aria-label", `${nameOfPlace(i, this.columns)}: ${text}`)
    return cell
  }

  makeResults(output) {
    return output.links.map((link, i) => {
      const note = link.printed ? `${link.printed} ${SIGNS[link.mark]}` : ""
      const noted = link.printed ? "noted" : ""
      const cell = make("div", { role: "gridcell", class: `cell result ${noted} ${link.mark}` })
      cell.append(make("b", {}, link.text), make("small", {}, note))
      const where = `${output.name}, ${nameOfPlace(i, output.columns)}`
      cell.setAttribute("aria-label", `${where}: ${link.said}`)
      this.ends.set(cell, { output: this.outputs.indexOf(output), link: i })
      return cell
    })
  }

  makeElement() {
    const input = makeGrid(`${this.title}, the input`, this.columns, this.inputs)
    const grids = this.outputs.map((output, o) => {
      const grid = makeGrid(`${this.title}, ${output.name}`, output.columns, this.results[o])
      return make("figure", {}, make("figcaption", {}, output.name), grid)
    })
    const matrix = make("figure", {}, make("figcaption", {}, "Input"), input)
    return make(
      "section",
      { class: "panel", "aria-label": this.title },
      make("h3", {}, this.title),
      make("div", { class: "grids" }, matrix, make("div", { class: "outputs" }, ...grids)),
      ...(grids.length ? [this.readout] : []),
    )
  }

  listen() {
    const cellOf = (event) => event.target.closest?.(".cell") ?? null
    const focus = (cell) => this.point((this.focused = cell))
    this.element.onpointerover = (event) => this.point(cellOf(event) ?? this.focused)
    this.element.onpointerleave = () => this.point(this.focused)
    this.element.addEventListener("focusin", (event) => focus(cellOf(event)))
    this.element.addEventListener("focusout", () => focus(null))
  }

  // Show what belongs to `cell`, or nothing: the last word has the pointer or the keyboard.
  point(cell) {
    if (cell === this.shown || !this.outputs.length) return
    this.shown = cell
    this.clear()
    const end = this.ends.get(cell)
    this.readout.textContent = end === undefined ? "" : this.light(cell, end)
  }

  clear() {
    for (const cell of this.ends.keys()) cell.classList.remove("pointed", "lit")
    for (const input of this.inputs) input.lastChild.textContent = ""
  }

  // Light up what belongs to a cell, and return what is to be said about it.
  light(cell, end) {
    cell.classList.add("pointed")
    return end.input === undefined ? this.lightWindow(end) : this.lightUsers(end.input)
  }

  lightWindow({ output, link }) {
    const { cells, shares, said } = this.outputs[output].links[link]
    cells.forEach((i, at) => {
      this.inputs[i].classList.add("lit")
      this.inputs[i].lastChild.textContent = shares[at] ?? ""
    })
    const { name, columns } = this.outputs[output]
    return `${name}, ${nameOfPlace(link, columns)}: ${said}`
  }

  lightUsers(input) {
    const used = this.users[input].map(([o, l]) => {
      this.results[o][l].classList.add("lit")
      const { name, columns, links } = this.outputs[o]
      return `${name} ${links[l].text} (${nameOfPlace(l, columns)})`
    })
    const where = capitalised(nameOfPlace(input, this.columns))
    const start = `${where} is ${this.cells[input]}; `
    if (!used.length) return `${start}no window uses it.`
    const named = used.slice(0, 6).join(", ")
    return `${start}used by ${named}${used.length > 6 ? ` and ${used.length - 6} more` : ""}.`
  }
}

// ---------------------------------------------------------------- all of it

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
