// What one pooling makes of the block: a grid of numbers to point at.
import { make, write } from "../../shared/player/element.js"
import { cellAfter, placeOf, shade } from "../../shared/player/grid.js"
import { clamp } from "../../shared/player/numbers.js"
import { capitalised } from "../../shared/player/words.js"

const ROUNDING = 1e-5
// Pixels: the side of a cell from which on a number fits.
const ROOMY = 26

export function rounded(value, digits = 3) {
  return String(Number(value.toFixed(digits)))
}

// A square of size × size cells, in reading order.
export function makeCells(size, attributes) {
  return Array.from({ length: size ** 2 }, () => make("span", attributes))
}

export class PooledGrid {
  constructor(operator, places, point) {
    Object.assign(this, operator, { places, point })
    this.top = this.values.reduce((most, value) => Math.max(most, value), 1e-9)
    this.note = make("span", { class: "note" })
    this.cells = makeCells(this.size, { class: "cell" })
    this.grid = make(
      "div",
      { class: "pooled", tabindex: "0", role: "application", style: `--size: ${this.size}` },
      ...this.cells,
    )
    this.grid.onpointerover = ({ target }) => this.pointAt(this.cells.indexOf(target))
    // A finger that is lifted leaves what it pointed at; another press or the next field ends it.
    this.grid.onpointerleave = ({ pointerType }) => pointerType !== "touch" && this.pointAt(-1)
    this.grid.onblur = () => this.pointAt(-1)
    this.element = make(
      "section", { class: "panel" },
      make("header", {}, make("h4", {}, this.title), this.note), this.grid,
    )
  }

  get title() {
    return capitalised(this.name)
  }

  at(row, column) {
    const count = this.size ** 2
    const place = row * this.places + column
    return this.values.subarray(place * count, (place + 1) * count)
  }

  get roomy() {
    return this.grid.clientWidth / this.size >= ROOMY
  }

  draw(place, from, roomy) {
    const [now, before] = [this.at(...place), this.at(...from)]
    this.changed = 0
    this.cells.forEach((cell, i) => {
      const changed = Math.abs(now[i] - before[i]) > ROUNDING
      if (changed) this.changed++
      cell.classList.toggle("changed", changed)
      if (this.drawn?.[i] !== now[i]) shade(cell, now[i], this.top)
      write(cell, roomy ? rounded(now[i], 2) : "")
    })
    this.drawn = now
    this.note.textContent = this.report()
    this.note.classList.toggle("same", !this.changed)
    this.grid.setAttribute(
      "aria-label",
      `${this.title}: ${this.report()}. ${Array.from(now, (value) => rounded(value)).join(", ")}. ` +
        "Arrow keys point at its numbers.",
    )
  }

  report() {
    if (!this.changed) return "unchanged"
    return `${this.changed} of ${this.size ** 2} changed`
  }

  pointAt(index) {
    this.pointed = index
    this.point(this, index)
  }

  // Frame number `index`; −1 frames none.
  light(index) {
    this.cells.forEach((cell, i) => cell.classList.toggle("pointed", i === index))
  }

  // Mark the numbers whose working is misprinted.
  mark(indices) {
    this.cells.forEach((cell, i) => cell.classList.toggle("misprint", indices.includes(i)))
  }

  // Move what is pointed at with an arrow key.
  step(key) {
    const started = this.pointed >= 0
    this.pointAt(started ? cellAfter(key, this.pointed, this.size, this.cells.length) : 0)
  }

  // The rows and the columns that a number sees: first and last of each, within a grid of `side`.
  seen(index, side) {
    const [size, before] = this.window
    return placeOf(index, this.size).map((place) => {
      const first = place * this.stride - before
      return [clamp(first, 0, side - 1), clamp(first + size - 1, 0, side - 1)]
    })
  }
}
