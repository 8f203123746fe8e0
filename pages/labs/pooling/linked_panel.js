// A matrix and what it pools to: grids of numbers that point at one another.
import { make, write } from "../../shared/player/element.js"
import { KeyboardGrid, nameOfPlace } from "../../shared/player/grid.js"
import { capitalised } from "../../shared/player/words.js"

export const SIGNS = { "": "", agrees: "✓", misprint: "✎", differs: "✗" }
export const MOST_ROOMY = 12

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

export class Panel {
  constructor(data) {
    Object.assign(this, data)
    // What is lit, and written into the cells, while nothing is pointed at.
    this.rest = null
    this.notes = []
    this.marked = new Set()
    this.inputs = this.cells.map((text, i) => this.makeInput(text, i))
    this.ends = new Map(this.inputs.map((element, i) => [element, { input: i }]))
    this.results = this.outputs.map((output) => this.makeResults(output))
    this.turn(this.outputs)
    this.readout = make("p", { class: "readout", "aria-live": "polite" })
    this.element = this.makeElement()
    this.focused = null
    this.listen()
  }

  // Let the results be linked to the cells as in `outputs`, which are as many of as many links.
  turn(outputs) {
    this.outputs = outputs
    this.users = this.cells.map(() => [])
    outputs.forEach((output, o) =>
      output.links.forEach((link, l) => {
        link.cells.forEach((i) => this.users[i].push([o, l]))
        const where = `${output.name}, ${nameOfPlace(l, output.columns)}`
        this.results[o][l].setAttribute("aria-label", `${where}: ${link.said}`)
      }),
    )
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
  point(pointed) {
    const cell = pointed ?? this.rest
    if (cell === this.shown || !this.outputs.length) return
    this.show(cell)
  }

  show(cell) {
    this.shown = cell
    this.clear()
    const end = this.ends.get(cell)
    this.readout.textContent = end === undefined ? "" : this.light(cell, end)
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
    for (const cell of this.marked) {
      const { input } = this.ends.get(cell)
      if (input !== undefined) write(cell.lastChild, this.notes[input] ?? "")
    }
    this.marked.clear()
  }

  // Light up what belongs to a cell, and return what is to be said about it.
  light(cell, end) {
    this.mark(cell, "pointed")
    return end.input === undefined ? this.lightWindow(end) : this.lightUsers(end.input)
  }

  lightWindow({ output, link }) {
    const { cells, winners, shares, said } = this.outputs[output].links[link]
    for (const i of this.notes.keys()) {
      write(this.inputs[i].lastChild, "")
      this.marked.add(this.inputs[i])
    }
    cells.forEach((i, at) => {
      this.mark(this.inputs[i], "lit")
      write(this.inputs[i].lastChild, shares[at] ?? "")
    })
    for (const i of winners) this.mark(this.inputs[i], "won")
    const { name, columns } = this.outputs[output]
    return `${name}, ${nameOfPlace(link, columns)}: ${said}`
  }

  lightUsers(input) {
    const used = this.users[input].map(([o, l]) => {
      this.mark(this.results[o][l], "lit")
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
