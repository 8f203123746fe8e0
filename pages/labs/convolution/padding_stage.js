// Shows what a filter answers where a picture is cut off: the frame that is invented around it, the
// picture as it really goes on, and how wrong that makes the answers, layer by layer.
import { colourOf } from "../../shared/player/colours.js"
import { decoded } from "../../shared/player/bytes.js"
import { make, makeButton, makeChoice, makeEntry, makeGroup } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { cellAfter, placeOf } from "../../shared/player/grid.js"
import { KeptPlayer } from "../../shared/player/kept.js"
import { clamp } from "../../shared/player/numbers.js"
import { Board, greyOf } from "./padding_stage_board.js"
import {
  CUT, FARTHEST, KERNEL, LAYERS, NONE, PADDINGS, seen, Stack,
} from "./padding_stage_engine.js"
import { explain, report, WindowView } from "./padding_stage_words.js"

const LAYERS_A_SECOND = 1.5
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }
// Pixels down and right.
const PLACES = { "in the middle": [0, 0], "at the edge": [0, 4], "over the edge": [0, 10] }
const HOME = PLACES["over the edge"]
const UNPOINTED = { parked: [17, 27], hovered: null }

// Small errors are seen too; where there is no answer there is no colour.
function errorColour(error) {
  return Number.isNaN(error) ? 0 : colourOf(Math.sign(error) * Math.sqrt(Math.abs(error)))
}

class PaddingStage extends KeptPlayer {
  timeUnit = "layer"
  keeps = 5

  read(bytes) {
    const { kernels, pictures } = decoded(bytes)
    this.kernels = kernels
    this.pictures = pictures.map(({ name, pixels }) => ({
      name, side: pixels.shape[0], values: Float32Array.from(pixels, (pixel) => pixel / 255),
    }))
    const [padding, kernel, picture, ...moved] = this.sent
    Object.assign(this, UNPOINTED, { padding: PADDINGS[padding], kernel, picture })
    this.moved = moved.map((at) => at - FARTHEST)
    this.look()
    return Array.from({ length: LAYERS }, (_, i) => i + 1)
  }

  get counted() {
    return `${this.now} of ${LAYERS}`
  }

  timeAfter(seconds) {
    return this.clock + seconds * LAYERS_A_SECOND
  }

  get choices() {
    const moved = this.moved.map((at) => at + FARTHEST)
    return [PADDINGS.indexOf(this.padding), this.kernel, this.picture, ...moved]
  }

  // Take in what is chosen, and where the picture lies.
  look() {
    const whole = seen(this.pictures[this.picture], this.moved)
    this.stack = new Stack(whole, this.kernels[this.kernel].weights, this.padding)
  }

  // ---- its elements

  makeControls() {
    this.makeTime()
    return make(
      "div", { class: "controls" },
      makeGroup("Layers", ...this.makeSteps()),
      this.slider, make("span", { class: "count" }, "Layer ", this.counter),
    )
  }

  makeRest() {
    return [this.makeChoices(), this.makeKey()]
  }

  makeParts() {
    const act = {
      hover: (place) => this.point({ hovered: place }),
      park: (place) => this.point({ hovered: null, parked: place }),
      end: () => this.announce(),
    }
    const drag = { grip: () => (this.held = this.moved), drag: (by) => this.drag(by) }
    this.given = new Board(
      "Given: in its frame", "Arrow keys move the picture, Home brings it back.",
      { around: LAYERS, colour: greyOf, act: { ...act, ...drag } },
    )
    this.truth = new Board(
      "Really: it goes on", "Arrow keys move the window.",
      { around: LAYERS, colour: greyOf, act },
    )
    this.wrong = new Board(
      "How wrong", "Arrow keys move the window.",
      { around: 0, colour: errorColour, act },
    )
    this.parts = [this.given, this.truth, this.wrong]
    this.windowView = new WindowView()
    const shown = [...this.parts, this.windowView].map(({ element }) => element)
    return [make("div", { class: "boards" }, ...shown)]
  }

  makeChoices() {
    const choice = (label, names, pressed, choose) =>
      make("span", { class: "setting" }, label, makeChoice(label, names, pressed, choose))
    const places = Object.entries(PLACES).map(([name, moved]) =>
      makeButton(`The picture ${name}`, () => this.change({ moved }), name))
    const names = (of) => of.map(({ name }) => name)
    return make(
      "div", { class: "controls choices" },
      choice("Frame", PADDINGS, PADDINGS.indexOf(this.padding),
        (chosen) => this.change({ padding: PADDINGS[chosen] })),
      choice("Kernel", names(this.kernels), this.kernel, (kernel) => this.change({ kernel })),
      choice("Picture", names(this.pictures), this.picture, (picture) => this.change({ picture })),
      make("span", { class: "setting" }, "Put it", makeGroup("Place of the picture", ...places)),
    )
  }

  makeKey() {
    return make(
      "div", { class: "key note" },
      makeEntry("invented", "invented"),
      makeEntry("chosen", "the window, and all that it looks back on"),
      makeEntry("off", "a cell that is wrong"),
      make("span", {}, "answer too low ", makeEntry("scale"), " too high"),
    )
  }

  // ---- what is asked for

  change(settings) {
    Object.assign(this, settings)
    this.look()
    this.draw()
    this.announce()
  }

  drag(by) {
    this.hovered = null
    this.moveTo(this.held.map((at, axis) => at + by[axis]))
  }

  moveTo(moved) {
    this.moved = moved.map((at) => clamp(at, -FARTHEST, FARTHEST))
    this.look()
    this.draw()
  }

  // Where the window is: where a pointer hovers, else where it was parked.
  get place() {
    return this.hovered ?? this.parked
  }

  point(places) {
    const before = String(this.place)
    Object.assign(this, places)
    if (String(this.place) !== before) this.draw()
  }

  answer(event) {
    const { key, target } = event
    const board = this.parts.find(({ canvas }) => canvas === target)
    const moves = board === this.given ? this.push(key) : board && this.slide(key)
    return moves || super.answer(event)
  }

  // Move the picture with a key, and say whether the key does so.
  push(key) {
    if (key !== "Home" && !(key in MOVES)) return false
    this.moveTo(key === "Home" ? HOME : this.moved.map((at, axis) => at + MOVES[key][axis]))
    this.announce()
    return true
  }

  // Move the window with a key, and say whether the key does so.
  slide(key) {
    const to = cellAfter(key, this.place[0] * CUT + this.place[1], CUT, CUT ** 2)
    if (to === undefined) return false
    this.point({ hovered: null, parked: placeOf(to, CUT) })
    this.spoken.textContent = explain(this.stack, this.now, this.place)
    return true
  }

  // ---- the screen

  drawParts() {
    const { stack, now, place, padding } = this
    const width = padding === NONE ? 0 : now
    const framed = stack.cut.framed(padding, width)
    this.given.paint(stack.whole.resized(this.given.side, (...at) => framed.at(...at) ?? NaN))
    this.given.hatch(width)
    this.truth.paint(stack.whole)
    this.wrong.paint(stack.errors(now))
    for (const board of this.parts) board.border()
    for (const board of [this.given, this.truth]) board.window(place, 1 + now * (KERNEL - 1))
    this.wrong.window(place, 1)
    this.windowView.draw(stack, now, place)
    this.write()
  }

  write() {
    const [down, right] = this.moved
    const said = this.report()
    this.given.say(`It is moved ${right} pixels right and ${down} down.`)
    for (const board of [this.truth, this.wrong]) board.say(said)
    this.root.dataset.moved = this.moved.join(" ")
    this.root.dataset.place = this.place.join(" ")
    this.root.dataset.padding = this.padding
  }

  report() {
    return report(this.stack, this.now)
  }
}

export default mount(PaddingStage)
