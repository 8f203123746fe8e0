// Shows a matrix to type over and what one pooling makes of it: forward, who is in each window and
// who wins it, and backward, where a gradient of 1 at each result goes. See matrix_board.py.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeChoice, makeEntry, makeGroup } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { nameOfPlace } from "../../shared/player/grid.js"
import { written } from "../../shared/player/numbers.js"
import { Player } from "../../shared/player/player.js"
import { Panel, MOST_ROOMY } from "./matrix_board_panel.js"
import { CellEditor } from "./matrix_board_editor.js"

const WAYS = ["forward", "backward"]
const HINTS = [
  "Point at a number to see its window. To change one, type over it, or click it twice.",
  "Each result sends back a gradient of 1; below each number stands what arrives there in all.",
]
const DIGITS = 3

class MatrixBoard extends Player {
  timeUnit = "window"

  // The first byte says whether the visitor comes to see the way back, and after that nothing; the
  // second changes with every number that was typed.
  load(bytes, { setTriggerValue }) {
    this.tell = setTriggerValue
    this.backward ??= Boolean(bytes[0])
    this.later = bytes.subarray(2)
    this.take()
  }

  // Take in what has come, but not under the hands of who is typing.
  take() {
    if (!this.later || this.editor?.field) return
    super.load(this.later)
    this.later = null
  }

  read(bytes) {
    const data = decoded(bytes)
    Object.assign(this, data)
    this.panel = new Panel(data)
    this.parts = []
    return Array.from({ length: this.results.length + 1 }, (_, i) => i)
  }

  rebuild(bytes) {
    const cells = () => (this.panel ? [...this.panel.inputs, ...this.panel.results] : [])
    const focused = cells().indexOf(this.root.getRootNode().activeElement)
    super.rebuild(bytes)
    this.tick = 0
    this.panel.turn(this.ways[Number(this.backward)])
    cells()[focused]?.focus()
  }

  get counted() {
    return `${this.now || "–"} of ${this.last}`
  }

  timeAfter(seconds) {
    return this.clock + seconds * Math.max(1, this.last / 10)
  }

  // ---- its elements

  makeParts() {
    this.editor = new CellEditor(
      this.panel.inputs, (cell, text) => this.edit(cell, text), () => this.take(),
    )
    this.key = make("p", { class: "key note" })
    const { style } = this.panel.element
    style.setProperty("--across", this.columns + this.across)
    style.setProperty("--down", this.cells.length / this.columns)
    this.readout = this.panel.readout
    return [this.panel.element]
  }

  makeRest() {
    return [this.key]
  }

  makeControls() {
    this.makeTime()
    return make(
      "div", { class: "controls" },
      makeChoice("Go", WAYS, Number(this.backward), (way) => this.turn(Boolean(way))),
      makeGroup("Windows", ...this.makeSteps()),
      make("span", { class: "count" }, "Window ", this.counter),
    )
  }

  makeKeyEntries() {
    return [
      make("span", {}, HINTS[Number(this.backward)]),
      ...(this.backward ? [makeEntry("given", "above 0"), makeEntry("taken", "below 0")] : []),
      ...(this.backward && this.tied.length ? [makeEntry("tied", "shares a maximum")] : []),
      ...(!this.backward && this.winners.size ? [makeEntry("wins", "wins a window")] : []),
    ]
  }

  // ---- what is asked for

  // The results are stale until the server has worked the new ones out.
  edit(cell, text) {
    this.later = null
    this.panel.element.classList.add("stale")
    this.tell("edit", { cell, text })
  }

  turn(backward) {
    this.backward = backward
    this.tell("direction", WAYS[Number(backward)])
    this.layout()
    this.announce()
  }

  answer(event) {
    const { key, target } = event
    if (target === this.editor.field) return false
    const cell = target.closest(".cell")
    if (cell && this.editor.answer(cell, key)) return true
    return cell && key.startsWith("Arrow") ? false : super.answer(event)
  }

  // ---- the screen

  layout() {
    const { panel } = this
    panel.element.classList.remove("stale")
    panel.turn(this.ways[Number(this.backward)])
    this.winners = new Set(this.ways[0].flatMap(({ winners }) => winners))
    panel.inputs.forEach((cell, i) => {
      cell.firstChild.textContent = this.cells[i]
      cell.classList.toggle("wins", !this.backward && this.winners.has(i))
      cell.classList.toggle("tied", this.backward && this.tied.includes(i))
    })
    this.key.replaceChildren(...this.makeKeyEntries())
    super.layout()
  }

  // The gradients that the first `count` results send back, added up cell by cell.
  arrived(count) {
    const sums = new Float64Array(this.cells.length)
    for (const { cells, gradients } of this.ways[1].slice(0, count)) {
      cells.forEach((cell, at) => (sums[cell] += gradients[at]))
    }
    return sums
  }

  drawParts() {
    const { panel, backward } = this
    const sums = backward ? this.arrived(this.now || this.last) : null
    const most = sums ? sums.reduce((top, sum) => Math.max(top, Math.abs(sum) || 0), 1e-12) : 1
    const texts = backward ? Array.from(sums, (sum) => written(Number(sum.toPrecision(DIGITS)))) : []
    panel.note(this.columns > MOST_ROOMY ? [] : texts)
    panel.inputs.forEach((cell, i) => {
      cell.classList.toggle("arrived", backward)
      cell.classList.toggle("below", backward && sums[i] < 0)
      cell.style.setProperty("--arrived", backward ? Math.abs(sums[i] || 0) / most : 0)
      const said = `${nameOfPlace(i, this.columns)}: ${this.cells[i]}`
      cell.setAttribute("aria-label", backward ? `${said}, gradient ${texts[i]}` : said)
    })
    panel.rest = this.now ? panel.results[this.now - 1] : null
    panel.show(panel.focused ?? panel.rest)
    this.root.dataset.direction = WAYS[Number(backward)]
  }

  report() {
    return this.panel.readout.textContent
  }
}

export default mount(MatrixBoard)
