// A matrix and what it pools to: two grids of numbers that point at one another.
import { make, write } from "../../shared/player/element.js"
import { KeyboardGrid, nameOfPlace } from "../../shared/player/grid.js"
import { capitalised } from "../../shared/player/words.js"

export const MOST_ROOMY = 12
const MOST_NAMED = 6

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

function makeCell(text, kind) {
  return make("div", { role: "gridcell", class: `cell ${kind}` }, make("b", {}, text), make("small"))
}

export class Panel {
  // `name` is the pooling's, `across` how many columns its `results` have.
  constructor({ title, name, columns, across, cells, shades, results }) {
    Object.assign(this, { title, name, columns, across, cells })
    // What is lit, and written into the cells, while nothing is pointed at.
    this.rest = null
    this.notes = []
    this.marked = new Set()
    this.inputs = cells.map((text) => makeCell(text, ""))
    this.inputs.forEach((cell, i) => cell.style.setProperty("--shade", shades[i]))
    this.results = results.map((text) => makeCell(text, "result"))
    this.readout = make("p", { class: "readout", "aria-live": "polite" })
    this.element = this.makeElement()
    this.focused = null
    this.listen()
  }

  makeElement() {
    const figure = (words, name, columns, cells) => make(
      "figure", {}, make("figcaption", {}, words), makeGrid(`${this.title}, ${name}`, columns, cells),
    )
    return make(
      "section",
      { class: "panel", "aria-label": this.title },
      make("h3", {}, this.title),
      make(
        "div", { class: "grids" },
        figure("Input", "the input", this.columns, this.inputs),
        figure(this.name, this.name, this.across, this.results),
      ),
      this.readout,
    )
  }

  // Let each result be linked to cells as in `links`.
  turn(links) {
    this.links = links
    this.users = this.inputs.map(() => [])
    links.forEach(({ cells, said }, link) => {
      for (const i of cells) this.users[i].push(link)
      this.results[link].setAttribute("aria-label", `${this.nameOf(link)}: ${said}`)
    })
  }

  nameOf(link) {
    return `${this.name}, ${nameOfPlace(link, this.across)}`
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
  point(pointed) {
    const cell = pointed ?? this.rest
    if (cell !== this.shown) this.show(cell)
  }

  show(cell) {
    this.shown = cell
    this.clear()
    this.readout.textContent = cell ? this.light(cell) : ""
  }

  // Write below each number what stands there while no window is lit.
  note(notes) {
    this.notes = notes
    this.inputs.forEach((input, i) => write(input.lastChild, notes[i] ?? ""))
  }

  mark(cell, kind) {
    cell.classList.add(kind)
    this.marked.add(cell)
  }

  clear() {
    for (const cell of this.marked) cell.classList.remove("pointed", "lit", "won")
    this.marked.clear()
    this.note(this.notes)
  }

  // Light up what belongs to a cell, and return what is to be said about it.
  light(cell) {
    this.mark(cell, "pointed")
    const link = this.results.indexOf(cell)
    return link < 0 ? this.lightUsers(this.inputs.indexOf(cell)) : this.lightWindow(link)
  }

  lightWindow(link) {
    const { cells, winners, shares, said } = this.links[link]
    for (const input of this.inputs) write(input.lastChild, "")
    cells.forEach((i, at) => {
      this.mark(this.inputs[i], "lit")
      write(this.inputs[i].lastChild, shares[at] ?? "")
    })
    for (const i of winners) this.mark(this.inputs[i], "won")
    return `${this.nameOf(link)}: ${said}`
  }

  lightUsers(input) {
    const used = this.users[input].map((link) => {
      const result = this.results[link]
      this.mark(result, "lit")
      return `${this.name} ${result.textContent} (${nameOfPlace(link, this.across)})`
    })
    const where = capitalised(nameOfPlace(input, this.columns))
    const start = `${where} is ${this.cells[input]}; `
    if (!used.length) return `${start}no window uses it.`
    const left = used.length - MOST_NAMED
    const more = left > 0 ? ` and ${left} more` : ""
    return `${start}used by ${used.slice(0, MOST_NAMED).join(", ")}${more}.`
  }
}
