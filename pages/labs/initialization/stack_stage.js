// Turns the weights of a deep stack up, and shows layer by layer what becomes of a signal and of the
// gradient that comes back.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeChoice, makeEntry } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { SizePlayer } from "./size_player.js"
import { Bars, Ends } from "./stack_stage_charts.js"
import { layerSizes } from "./stack_stage_layers.js"
import { ACTIVATIONS } from "./one_pass.js"
import { report } from "./stack_stage_words.js"

const FRAMES = 400
const FRAMES_A_STEP = 8
const SIZES_OF_ENDS = 60
const MARKED = "Xavier"

class StackStage extends SizePlayer {
  activation = 0

  read(bytes) {
    this.stack = decoded(bytes)
    const { marks, reach } = this.stack
    this.places = Object.fromEntries(
      Object.entries(marks).map(([name, size]) => [name, Math.log10(size)]))
    const [low, high] = reach.map(Math.log10)
    const even = Array.from({ length: FRAMES }, (_, i) => low + (i * (high - low)) / (FRAMES - 1))
    return [...even, ...Object.values(this.places)]
  }

  rebuild(bytes) {
    super.rebuild(bytes)
    this.tick = this.ticks.indexOf(this.places[MARKED])
  }

  get counted() {
    return this.size.toPrecision(3)
  }

  get size() {
    return 10 ** this.now
  }

  get activationName() {
    return this.stack.activations[this.activation]
  }

  // What becomes of both directions, layer by layer, and at their far ends.
  at(time) {
    const sizes = layerSizes(this.stack, this.activationName, 10 ** time)
    return { sizes, ends: { forward: sizes.forward.at(-1), backward: sizes.backward[0] } }
  }

  // An arrow key goes further than a frame of play.
  step(by) {
    super.step(by * FRAMES_A_STEP)
  }

  // ---- its elements

  makeParts() {
    this.forward = new Bars("Forward: how large the signal is in every layer", "forward")
    this.backward = new Bars("Backward: how large the gradient is that comes back", "backward")
    this.strip = new Ends(this)
    this.parts = [this.forward, this.backward, this.strip]
    this.takeEnds()
    return [
      make("div", { class: "stacks" }, this.forward.figure, this.backward.figure),
      this.strip.element,
    ]
  }

  makeRest() {
    const key = make(
      "div", { class: "key note" },
      makeEntry("line", "signal in the last layer"),
      makeEntry("line returned", "gradient in the first layer"),
      make("span", {}, "both as a multiple of what went in; drawn from 10⁻⁹ to 10⁹"),
    )
    return [this.makeStarts(), key]
  }

  makeStarts() {
    const { activations } = this.stack
    const words = activations.map((name) => ACTIVATIONS[name].label)
    return make(
      "div", { class: "controls starts" },
      this.makeJumps(),
      makeChoice("Activation", words, this.activation, (chosen) => this.choose(chosen)),
    )
  }

  // At fewer sizes than are played, so that all come at once.
  takeEnds() {
    const [low, high] = [this.ticks[0], this.ticks.at(-1)]
    const times = Array.from({ length: SIZES_OF_ENDS }, (_, i) =>
      low + (i * (high - low)) / (SIZES_OF_ENDS - 1))
    this.strip.take(times, times.map((time) => this.at(time).ends))
  }

  choose(activation) {
    this.activation = activation
    this.takeEnds()
    this.draw()
    this.announce()
  }

  // ---- the screen

  drawParts() {
    super.drawParts()
    const { sizes, ends } = this.at(this.now)
    Object.assign(this, { sizes, ends })
    this.forward.draw(sizes.forward)
    this.backward.draw(sizes.backward)
    this.strip.draw(this.now)
    this.strip.canvas.setAttribute("aria-label", `Both ends by size. ${this.report()}`)
  }

  report() {
    return report(this.ends, this.stack.depth)
  }
}

export default mount(StackStage)
