// Moves a digit and shows what every pooling makes of it there, from the bytes that
// shifted_digit.py packs.
import { decoded, sameBytes } from "../../shared/player/bytes.js"
import { make, makeSpoken } from "../../shared/player/element.js"
import { mount, onDrag, onKeys, onResize } from "../../shared/player/events.js"
import { clamp } from "../../shared/player/numbers.js"
import { fit, HeatMap, makeCanvas } from "../../shared/player/picture.js"
import { capitalised } from "../../shared/player/words.js"
import { makeArrows, MOVES } from "./arrows.js"

const TELL_MILLISECONDS = 500

// A change is a share of what was there, and can be more than all of it.
function share(change) {
  return `${Math.round(100 * change)} %`
}

// What one pooling makes of the digit: as it is and shifted.
class Pooled {
  constructor({ name, side, changes, pictures }) {
    Object.assign(this, { name, side, changes, pictures })
    this.map = new HeatMap(side)
    this.before = makeCanvas(`The digit after ${name}, as it is`)
    this.after = makeCanvas(`The digit after ${name}, shifted`)
    this.note = make("span", { class: "note" })
    this.element = make(
      "section", { class: "panel", "aria-label": capitalised(name) },
      make("header", {}, make("h4", {}, capitalised(name)), this.note),
      make("div", { class: "pair" }, this.before, this.after),
    )
  }

  // Draw the picture under shift number `shift`.
  paint(canvas, shift, width = canvas.parentElement.clientWidth / 2 - 4) {
    const count = this.side ** 2
    const values = Float32Array.from(
      this.pictures.subarray(shift * count, (shift + 1) * count), (byte) => byte / 255,
    )
    const pen = fit(canvas, width, width)
    pen.imageSmoothingEnabled = false
    this.map.draw(values, pen, 0, 0, width)
  }

  draw(middle, shift) {
    this.paint(this.before, middle)
    this.paint(this.after, shift)
    this.note.textContent = `Δ ${share(this.changes[shift])}`
  }
}

class ShiftedDigit {
  constructor(root) {
    this.root = root
    this.unwatch = onResize(root, () => this.draw())
    onKeys(root, (event) => this.answer(event))
  }

  // Where the server has the digit counts where it is not the place that was told last.
  load(bytes, { setTriggerValue }) {
    this.tell = () => setTriggerValue("place", this.place)
    const [start, rest] = [bytes.subarray(0, 2), bytes.subarray(2)]
    const isNew = !this.bytes || !sameBytes(this.bytes, rest)
    if (isNew) this.rebuild(rest)
    if (!this.start || !sameBytes(this.start, start)) {
      this.start = start.slice()
      if (!this.waiting) this.place = Array.from(start, (at) => at - this.reach)
    }
    this.draw()
  }

  rebuild(bytes) {
    this.bytes = bytes.slice()
    Object.assign(this, decoded(bytes))
    this.across = 2 * this.reach + 1
    const [whole, ...pooled] = this.operators.map((operator) => new Pooled(operator))
    Object.assign(this, { whole, pooled })
    this.spoken = makeSpoken()
    this.root.replaceChildren(
      make(
        "div", { class: "whole" }, this.makeBoard(),
        make("div", { class: "pooled" }, ...pooled.map(({ element }) => element)),
      ),
      this.spoken,
    )
  }

  makeBoard() {
    this.board = make("div", { class: "board", tabindex: "0", role: "application" }, this.whole.after)
    onDrag(this.board, (event) => this.drag(event))
    this.board.onlostpointercapture = () => this.leave(0)
    this.arrows = makeArrows(
      "digit", (down, right) => this.move(down, right), "To the middle", () => this.moveTo([0, 0]),
    )
    this.where = make("span", { class: "note" })
    return make(
      "div", { class: "left" }, this.board,
      make("div", { class: "controls" }, this.arrows.element, this.where),
    )
  }

  // ---- moving

  drag({ type, clientX, clientY }) {
    const pixel = this.board.clientWidth / this.whole.side
    const at = [clientY, clientX].map((client) => Math.round(client / pixel))
    if (type === "pointerdown") {
      this.grip = at.map((from, axis) => from - this.place[axis])
      clearTimeout(this.waiting)
      this.waiting = -1
    }
    this.moveTo(at.map((to, axis) => to - this.grip[axis]), false)
  }

  move(down, right) {
    this.moveTo([this.place[0] + down, this.place[1] + right])
  }

  moveTo(place, last = true) {
    this.place = place.map((at) => clamp(at, -this.reach, this.reach))
    this.draw()
    if (last) this.leave(TELL_MILLISECONDS)
  }

  // The digit is left where it is: say so, and tell the server, unless it moves on before.
  leave(milliseconds) {
    this.spoken.textContent = this.report()
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => {
      this.waiting = undefined
      if (this.place.some((at, axis) => at + this.reach !== this.start[axis])) this.tell()
    }, milliseconds)
  }

  answer({ key }) {
    if (key in MOVES) this.move(...MOVES[key])
    else if (key === "Home") this.moveTo([0, 0])
    else return false
    return true
  }

  // ---- the screen

  get shift() {
    const [down, right] = this.place
    return (down + this.reach) * this.across + right + this.reach
  }

  draw() {
    if (!this.place) return
    const middle = (this.across ** 2 - 1) / 2
    this.whole.paint(this.whole.after, this.shift, this.board.clientWidth)
    for (const pooled of this.pooled) pooled.draw(middle, this.shift)
    const [down, right] = this.place
    const parts = [
      right && `${Math.abs(right)} ${right > 0 ? "right" : "left"}`,
      down && `${Math.abs(down)} ${down > 0 ? "down" : "up"}`,
    ].filter(Boolean)
    this.arrows.mark(this.place, -this.reach, this.reach)
    this.where.textContent = parts.length ? parts.join(", ") : "in the middle"
    this.board.setAttribute("aria-label", `A ${this.digit}, ${this.where.textContent}. Arrow keys move it.`)
    this.root.dataset.place = this.place.join(" ")
  }

  report() {
    const changed = [this.whole, ...this.pooled].map(
      ({ name, changes }) => `${name} ${share(changes[this.shift])}`,
    )
    return `The digit is ${this.where.textContent}. What that changes: ${changed.join(", ")}.`
  }

  dispose() {
    clearTimeout(this.waiting)
    this.unwatch()
  }
}

export default mount(ShiftedDigit)
