// A square grid of numbers that answers to the pointer and the keyboard.
import { make } from "../../shared/player/element.js"
import { KeyboardGrid, placeOf, shade } from "../../shared/player/grid.js"
import { written } from "../../shared/player/numbers.js"
import { at } from "./cell_view_words.js"

// Pixels: a number's largest size, and its size times its digits as a share of the cell.
const NUMBER = { most: 15, fill: 1.75 }

// Cells of side × side numbers, with their rows and columns numbered from `first` on. `point` is
// called with the place that the pointer or the focus comes to; without it the grid is a table.
export class Grid {
  constructor(title, side, first, point) {
    Object.assign(this, { title, side, first })
    this.lit = []
    this.grid = make("div", { class: "grid", role: point ? "grid" : "table" })
    this.grid.style.setProperty("--columns", side)
    this.cells = []
    this.grid.append(this.makeHeads(), ...Array.from({ length: side }, (_, i) => this.makeRow(i)))
    this.note = make("span", { class: "note" })
    this.element = make(
      "section", { class: "board" }, make("header", {}, make("h3", {}, title), this.note),
      make("div", { class: "scroll" }, this.grid),
    )
    if (point) this.listen(point)
  }

  get role() {
    return this.grid.getAttribute("role") === "grid" ? "gridcell" : "cell"
  }

  makeHeads() {
    const heads = Array.from({ length: this.side }, (_, i) => this.makeHead("columnheader", i))
    return make("div", { class: "row", role: "row" }, make("span", { role: this.role }), ...heads)
  }

  makeHead(role, i) {
    return make("span", { class: "head", role }, written(this.first + i))
  }

  makeRow(i) {
    const cells = Array.from({ length: this.side }, () =>
      make("span", { class: "cell", role: this.role }, make("b"), make("small")),
    )
    this.cells.push(...cells)
    return make("div", { class: "row", role: "row" }, this.makeHead("rowheader", i), ...cells)
  }

  listen(point) {
    const pointAt = (cell) => {
      const index = this.cells.indexOf(cell)
      if (index >= 0) point(this.placeOf(index))
    }
    this.grid.onpointerover = ({ target }) => {
      const cell = target.closest(".cell")
      if (cell !== this.chosen) pointAt(cell)
    }
    this.grid.addEventListener("focusin", ({ target }) => pointAt(target))
    // A finger is held by the cell it came down on, unless that lets go of it.
    this.grid.onpointerdown = ({ target, pointerId }) => {
      if (target.hasPointerCapture(pointerId)) target.releasePointerCapture(pointerId)
    }
    this.keyboard = new KeyboardGrid(this.cells, this.side)
  }

  placeOf(index) {
    const [row, column] = placeOf(index, this.side)
    return { row: this.first + row, column: this.first + column }
  }

  cellAt({ row, column }) {
    return this.cells[(row - this.first) * this.side + column - this.first]
  }

  // Write a number into every cell; `strongest` is the size of the number with the deepest shade.
  fill(numberAt, strongest, nameOf = () => "") {
    this.cells.forEach((cell, i) => {
      const place = this.placeOf(i)
      const number = numberAt(place)
      cell.firstChild.textContent = written(number)
      cell.classList.toggle("below", number < 0)
      shade(cell, number, strongest)
      cell.setAttribute("aria-label", `${nameOf(place)}${at(place)}: ${written(number)}`)
    })
    this.longest = Math.max(...this.cells.map((cell) => cell.firstChild.textContent.length))
  }

  say(note) {
    this.note.textContent = note
    this.grid.setAttribute("aria-label", `${this.title}, ${note}`)
  }

  // As large a number as a cell of `side` has room for.
  arrange(side) {
    const size = Math.min(NUMBER.most, (NUMBER.fill * side) / this.longest)
    this.grid.style.setProperty("--number", `${size}px`)
  }

  // Show these cells, {row, column, mark}, in a frame with their mark, and no others.
  light(cells) {
    for (const cell of this.lit) {
      cell.classList.remove("lit")
      cell.lastChild.textContent = ""
    }
    this.lit = cells.map((place) => this.cellAt(place))
    this.lit.forEach((cell, i) => {
      cell.classList.add("lit")
      cell.lastChild.textContent = cells[i].mark ?? ""
    })
  }

  // Mark one cell, or none, as the one that the words are about; it is where Tab goes.
  choose(place) {
    this.chosen?.classList.remove("chosen")
    this.chosen?.removeAttribute("aria-selected")
    this.chosen = place && this.cellAt(place)
    if (!this.chosen) return
    this.chosen.classList.add("chosen")
    this.chosen.setAttribute("aria-selected", "true")
    this.keyboard.stopAt(this.chosen)
  }
}
