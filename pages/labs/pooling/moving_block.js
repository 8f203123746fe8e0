// Moves a block of ones across a grid, walks through the windows, and says what the next layer can
// tell of the last two places, from the bytes that moving_block.py packs: the pooled grids of every
// place.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeButton, makeGroup } from "../../shared/player/element.js"
import { mount, onDrag } from "../../shared/player/events.js"
import { nameOfPlace } from "../../shared/player/grid.js"
import { clamp } from "../../shared/player/numbers.js"
import { Player } from "../../shared/player/player.js"
import { makeArrows, MOVES } from "./arrows.js"
import { makeCells, PooledGrid, rounded } from "./moving_block_grid.js"
import { tellsApart, workedOut } from "./moving_block_words.js"

// Max and average are shown large, and walked through.
const LARGE = 2
const HINT = "Point at a pooled number, or press Play, to see its window and the sum."
const MARKS = "Dashes: where the block was. A number with a corner differs from what it was there."

class Shift extends Player {
  timeUnit = "window"

  read(bytes) {
    Object.assign(this, decoded(bytes))
    this.grids = this.operators.map((operator) =>
      new PooledGrid(operator, this.places, (grid, index) => this.point(grid, index)))
    this.place = [...this.start]
    this.before = [...this.start]
    this.pointed = null
    this.parts = []
    return Array.from({ length: this.grids[0].size ** 2 + 1 }, (_, i) => i)
  }

  get counted() {
    return `${this.now || "–"} of ${this.last}`
  }

  timeAfter(seconds) {
    return this.clock + seconds * Math.max(1, this.last / 10)
  }

  // ---- its elements

  makeElements() {
    this.makeTime()
    this.answerLine = make("p", { class: "answer" })
    this.readout.classList.add("note")
    const elements = this.grids.map(({ element }) => element)
    return [
      make(
        "div", { class: "stage", style: `--side: ${this.side}; --block: ${this.block}` },
        this.makeBoard(),
        make(
          "div", { class: "side" },
          make("div", { class: "large" }, ...elements.slice(0, LARGE)),
          make("div", { class: "said" }, this.answerLine, this.makeWalk(), this.readout),
        ),
        this.makeTools(), make("div", { class: "others" }, ...elements.slice(LARGE)),
      ),
    ]
  }

  makeBoard() {
    this.moving = make("div", { class: "block" }, ...makeCells(this.block, { class: "cell" }))
    this.origin = make("div", { class: "origin" })
    this.seenFrame = make("div", { class: "seen", hidden: "" })
    this.board = make(
      "div",
      { class: "board", tabindex: "0", role: "application" },
      ...makeCells(this.side, { class: "cell" }), this.moving, this.origin, this.seenFrame,
    )
    onDrag(this.board, (event) => this.drag(event))
    this.board.onlostpointercapture = () => {
      this.board.classList.remove("dragging")
      this.announce()
    }
    return this.board
  }

  makeTools() {
    return make(
      "div", { class: "tools" }, this.makeMatrices(), this.makeArrows(),
      make("p", { class: "note" }, MARKS),
    )
  }

  // Buttons that put the block where the write-up's matrices have it.
  makeMatrices() {
    this.matrixNote = make("p", { class: "note" })
    this.matrixButtons = this.matrices.map(({ place }, i) =>
      makeButton(`Matrix ${i + 1}`, () => this.moveTo(...place), `${i + 1}`))
    if (!this.matrices.length) return ""
    return make(
      "div", {},
      make(
        "div", { class: "controls" }, make("span", {}, "The write-up's matrix"),
        makeGroup("The write-up's matrices", ...this.matrixButtons),
      ),
      this.matrixNote,
    )
  }

  makeArrows() {
    this.arrows = makeArrows(
      "block", (down, right) => this.move(down, right),
      "To the start", () => this.moveTo(...this.start),
    )
    this.where = make("span", { class: "count" })
    return make("div", { class: "controls" }, this.arrows.element, this.where)
  }

  makeWalk() {
    return make(
      "div", { class: "controls" },
      makeGroup("Windows", ...this.makeSteps()),
      make("span", { class: "count" }, "Window ", this.counter),
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
      this.gripped = this.place
    }
    this.moveTo(...cell.map((at, axis) => at - this.grip[axis]), this.gripped, false)
  }

  move(down, right) {
    this.moveTo(this.place[0] + down, this.place[1] + right)
  }

  // Bring the block to a place; a whole drag comes from where it was gripped.
  moveTo(row, column, from = this.place, aloud = true) {
    const place = [row, column].map((at) => clamp(at, 0, this.places - 1))
    if (place.some((at, axis) => at !== this.place[axis])) {
      this.before = from
      this.place = place
      this.draw()
    }
    if (aloud) this.announce()
  }

  // Do what a key asks for, and say whether it asks for anything.
  answer(event) {
    const { key, target } = event
    const move = MOVES[key]
    const grid = this.grids.find((one) => one.grid === target)
    if (move && grid) grid.step(key)
    else if (move) this.move(...move)
    else if (key === "Home" && !grid) this.moveTo(...this.start)
    else return super.answer(event)
    return true
  }

  // ---- pointing

  // Show on the board what number `index` of `grid` sees, and say it; −1 points at nothing.
  point(grid, index) {
    this.pointed = index < 0 ? null : [grid, index]
    this.drawWindow()
    if (this.pointed && grid.grid.matches(":focus")) this.spoken.textContent = this.report()
  }

  // The number whose window is shown: the one pointed at, or else the one that the walk has reached.
  get shown() {
    return this.pointed ?? (this.now ? [this.grids[0], this.now - 1] : null)
  }

  report() {
    if (!this.shown) return HINT
    const [grid, index] = this.shown
    const [rows, columns] = grid.seen(index, this.side).map(([first, last]) =>
      first === last ? `${first + 1}` : `${first + 1}–${last + 1}`,
    )
    const place = nameOfPlace(index, grid.size)
    const seen = `It sees rows ${rows}, columns ${columns}`
    if (!this.isLarge(grid)) {
      const [now, before] = [this.place, this.before].map((at) => rounded(grid.at(...at)[index], 4))
      return `${grid.title}, ${place}: ${now} (before ${before}). ${seen}.`
    }
    return `Window in ${place}. ${seen}: ${workedOut(this.numbersIn(grid, index))}.`
  }

  isLarge(grid) {
    return this.grids.indexOf(grid) < LARGE
  }

  // The numbers of the board that number `index` of `grid` sees, in reading order.
  numbersIn(grid, index) {
    const [[top, bottom], [left, right]] = grid.seen(index, this.side)
    const inside = (at, axis) => at >= this.place[axis] && at < this.place[axis] + this.block
    const numbers = []
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        numbers.push(Number(inside(row, 0) && inside(column, 1)))
      }
    }
    return numbers
  }

  // ---- the screen

  drawParts() {
    // Sizes are read before anything is written: each later reading would lay the page out again.
    const roomy = this.grids.map((grid) => grid.roomy)
    for (const [element, place] of [[this.moving, this.place], [this.origin, this.before]]) {
      element.style.setProperty("--row", place[0])
      element.style.setProperty("--column", place[1])
    }
    this.grids.forEach((grid, i) => grid.draw(this.place, this.before, roomy[i]))
    this.drawTools()
    this.drawWindow()
    this.root.dataset.place = this.place.join(" ")
  }

  drawTools() {
    const [row, column] = this.place
    this.arrows.mark(this.place, 0, this.places - 1)
    const here = this.matrices.findIndex(({ place }) => place.every((at, i) => at === this.place[i]))
    this.matrixButtons.forEach((button, i) => button.setAttribute("aria-pressed", i === here))
    this.matrixNote.textContent = this.matrices[here]?.said ?? ""
    for (const grid of this.grids) grid.mark(this.matrices[here]?.misprints[grid.name] ?? [])
    this.where.textContent = `Block at ${nameOfPlace(row * this.places + column, this.places)}`
    this.answerLine.textContent = tellsApart(this.before, this.place, this.grids)
    this.board.setAttribute(
      "aria-label",
      `Grid of ${this.side} by ${this.side}. The block's upper left corner is in row ${row + 1}, ` +
        `column ${column + 1}. Arrow keys move it.`,
    )
  }

  // Frame the window that is shown, on the board and where its numbers stand.
  drawWindow() {
    const { shown } = this
    this.seenFrame.hidden = !shown
    for (const grid of this.grids) {
      const lit = shown && (grid === shown[0] || [grid, shown[0]].every((one) => this.isLarge(one)))
      grid.light(lit ? shown[1] : -1)
    }
    if (shown) {
      const [[top, bottom], [left, right]] = shown[0].seen(shown[1], this.side)
      const box = { row: top, column: left, height: bottom - top + 1, width: right - left + 1 }
      for (const [name, value] of Object.entries(box)) {
        this.seenFrame.style.setProperty(`--${name}`, value)
      }
    }
    this.readout.textContent = this.report()
  }

  announce() {
    const walked = this.now ? ` ${this.report()}` : ""
    this.spoken.textContent = `${this.where.textContent}. ${this.answerLine.textContent}${walked}`
  }
}

export default mount(Shift)
