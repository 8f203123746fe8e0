// Moves a block of ones across a grid and shows what every pooling makes of it, from the bytes that
// moving_block.py packs: the pooled grids of every place.
import { openBytes, sameBytes } from "../../shared/player/bytes.js"
import { make, makeButton, makeGroup, makeIcon, makeSpoken } from "../../shared/player/element.js"
import { mount, onDrag, onKeys, onResize } from "../../shared/player/events.js"
import { nameOfPlace } from "../../shared/player/grid.js"
import { clamp } from "../../shared/player/numbers.js"
import { makeCells, PooledGrid, rounded } from "./moving_block_grid.js"

const MOVES = {
  ArrowUp: [-1, 0, "up", "↑"],
  ArrowLeft: [0, -1, "left", "←"],
  ArrowRight: [0, 1, "right", "→"],
  ArrowDown: [1, 0, "down", "↓"],
}

function away(down, right) {
  if (!down && !right) return "at its start"
  const parts = [
    right && `${Math.abs(right)} ${right > 0 ? "right" : "left"}`,
    down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
  ]
  return `${parts.filter(Boolean).join(", ")} of its start`
}

class Shift {
  constructor(root) {
    this.root = root
    this.unwatch = onResize(root, () => this.draw())
    onKeys(root, (event) => this.answer(event))
  }

  load(bytes) {
    if (this.bytes && sameBytes(this.bytes, bytes)) return
    this.bytes = bytes.slice()
    const { header, take } = openBytes(bytes)
    Object.assign(this, header)
    this.grids = this.operators.map(
      (operator) =>
        new PooledGrid(
          operator, take((this.places * operator.size) ** 2), this.places,
          (grid, index) => this.point(grid, index),
        ),
    )
    this.place = [...this.start]
    this.spoken = makeSpoken()
    this.readout = make("p", { class: "readout note" })
    this.root.replaceChildren(
      make(
        "div", { class: "whole", style: `--side: ${this.side}; --block: ${this.block}` },
        make("div", { class: "left" }, this.makeBoard(), this.makeButtons(), this.readout),
        make("div", { class: "right" }, ...this.grids.map(({ element }) => element)),
      ),
      this.spoken,
    )
    this.point(null, -1)
    this.draw()
  }

  makeBoard() {
    const [row, column] = this.start
    this.moving = make("div", { class: "block" }, ...makeCells(this.block, { class: "cell" }))
    this.seenFrame = make("div", { class: "seen", hidden: "" })
    this.board = make(
      "div",
      { class: "board", tabindex: "0", role: "application" },
      ...makeCells(this.side, { class: "cell" }),
      this.moving,
      make("div", { class: "origin", style: `--row: ${row}; --column: ${column}` }),
      this.seenFrame,
    )
    onDrag(this.board, (event) => this.drag(event))
    this.board.onlostpointercapture = () => {
      this.board.classList.remove("dragging")
      this.announce()
    }
    return this.board
  }

  makeButtons() {
    this.arrows = Object.values(MOVES).map(([down, right, name, sign]) => {
      const move = () => this.move(down, right)
      const button = makeButton(`Move the block ${name}`, move, sign)
      return { button, down, right }
    })
    this.where = make("span", { class: "count" })
    return make(
      "div", { class: "controls" },
      makeGroup(
        "Move the block",
        ...this.arrows.map(({ button }) => button),
        makeButton("To the start", () => this.moveTo(...this.start), makeIcon("start")),
      ),
      this.where,
    )
  }

  // ---- moving

  // The cell of the board under the pointer: row and column, also beyond its edge.
  cellAt({ clientX, clientY }) {
    const { left, top, width } = this.board.getBoundingClientRect()
    const cell = width / this.side
    return [Math.floor((clientY - top) / cell), Math.floor((clientX - left) / cell)]
  }

  drag(event) {
    const cell = this.cellAt(event)
    if (event.type === "pointerdown") {
      this.board.classList.add("dragging")
      const grip = cell.map((at, axis) => at - this.place[axis])
      const held = grip.every((offset) => offset >= 0 && offset < this.block)
      this.grip = held ? grip : grip.map(() => Math.floor(this.block / 2))
    }
    this.moveTo(...cell.map((at, axis) => at - this.grip[axis]), false)
  }

  move(down, right) {
    this.moveTo(this.place[0] + down, this.place[1] + right)
  }

  moveTo(row, column, aloud = true) {
    const place = [row, column].map((at) => clamp(at, 0, this.places - 1))
    const moved = place.some((at, axis) => at !== this.place[axis])
    this.place = place
    if (moved) this.draw()
    if (aloud) this.announce()
  }

  // Do what a key asks for, and say whether it asks for anything.
  answer({ key, target }) {
    const move = MOVES[key]
    const grid = this.grids.find((one) => one.grid === target)
    if (move && grid) grid.step(key)
    else if (move) this.move(...move)
    else if (key === "Home" && !grid) this.moveTo(...this.start)
    else return false
    return true
  }

  // ---- pointing

  // Show on the board what number `index` of `grid` sees, and say it; −1 points at nothing.
  point(grid, index) {
    this.pointed = index < 0 ? null : [grid, index]
    this.seenFrame.hidden = !this.pointed
    if (this.pointed) {
      const [[top, bottom], [left, right]] = grid.seen(index, this.side)
      const box = { row: top, column: left, height: bottom - top + 1, width: right - left + 1 }
      for (const [name, value] of Object.entries(box)) {
        this.seenFrame.style.setProperty(`--${name}`, value)
      }
    }
    this.readout.textContent = this.explain()
    if (this.pointed && grid.grid.matches(":focus")) this.spoken.textContent = this.explain()
  }

  explain() {
    if (!this.pointed) return "Drag the block, or point at a pooled number to see what it sees."
    const [grid, index] = this.pointed
    const [rows, columns] = grid.seen(index, this.side).map(([first, last]) =>
      first === last ? `${first + 1}` : `${first + 1}–${last + 1}`,
    )
    const [now, before] = [grid.at(...this.place)[index], grid.at(...this.start)[index]]
    return (
      `${grid.title}, ${nameOfPlace(index, grid.size)}: ${rounded(now, 4)} ` +
      `(at the start ${rounded(before, 4)}). It sees rows ${rows}, columns ${columns}.`
    )
  }

  // ---- the screen

  draw() {
    const [row, column] = this.place
    const down = row - this.start[0]
    const right = column - this.start[1]
    // Sizes are read before anything is written: each later reading would lay the page out again.
    const roomy = this.grids.map((grid) => grid.roomy)
    this.moving.style.setProperty("--row", row)
    this.moving.style.setProperty("--column", column)
    this.grids.forEach((grid, i) => grid.draw(this.place, this.start, roomy[i]))
    for (const arrow of this.arrows) {
      const stuck = [row + arrow.down, column + arrow.right].some(
        (at) => at < 0 || at >= this.places,
      )
      arrow.button.setAttribute("aria-disabled", stuck)
    }
    this.where.textContent = `Block ${away(down, right)}`
    this.board.setAttribute(
      "aria-label",
      `Grid of ${this.side} by ${this.side}. The block's upper left corner is in row ${row + 1}, ` +
        `column ${column + 1}. Arrow keys move it.`,
    )
    this.readout.textContent = this.explain()
    this.root.dataset.place = `${row} ${column}`
  }

  announce() {
    const changes = this.grids.map((grid) => `${grid.title}: ${grid.report()}.`)
    this.spoken.textContent = `${this.where.textContent}. ${changes.join(" ")}`
  }

  dispose() {
    this.unwatch()
  }
}

export default mount(Shift)
