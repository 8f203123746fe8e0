// A grid of cells: moved through by key, named and shaded.
import { clamp } from "./numbers.js"

const STRONGEST_SHADE = 45
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

// The row and the column of a cell, from 0, in a grid that is read row by row.
export function placeOf(index, columns) {
  return [Math.floor(index / columns), index % columns]
}

// That place in words, from 1.
export function nameOfPlace(index, columns) {
  const [row, column] = placeOf(index, columns)
  return `row ${row + 1}, column ${column + 1}`
}

// Shade a cell by the size of its number; that of `strongest` has the deepest shade.
export function shade(cell, number, strongest) {
  cell.style.setProperty("--shade", `${(STRONGEST_SHADE * Math.abs(number)) / strongest}%`)
}

// The cell that `key` leads to from cell `from` of a grid of `count`, or undefined.
export function cellAfter(key, from, columns, count) {
  const [row, column] = placeOf(from, columns)
  const last = columns - 1
  if (key === "Home") return row * columns
  if (key === "End") return row * columns + last
  if (!(key in ARROWS)) return undefined
  const [down, across] = ARROWS[key]
  return clamp(row + down, 0, count / columns - 1) * columns + clamp(column + across, 0, last)
}

// Cells that are one stop of the Tab key; arrow keys, Home and End move the focus among them.
export class KeyboardGrid {
  constructor(cells, columns) {
    Object.assign(this, { cells, columns })
    for (const cell of cells) cell.tabIndex = -1
    this.stopAt(cells[0])
  }

  stopAt(cell) {
    if (this.stop) this.stop.tabIndex = -1
    this.stop = cell
    cell.tabIndex = 0
  }

  // Move the focus from `cell` as `key` asks, and say whether it asks for anything.
  move(cell, key) {
    const from = this.cells.indexOf(cell)
    const to = cellAfter(key, from, this.columns, this.cells.length)
    if (from < 0 || to === undefined) return false
    this.stopAt(this.cells[to])
    this.stop.focus()
    return true
  }
}
