// Shows one training point on its way through two networks and back, update by update.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeButton, makeChoice, makeEntry } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { KeptPlayer } from "../../shared/player/kept.js"
import { Moments, View } from "./backward_stage_moments.js"
import { Learner, stopsAt } from "./backward_stage_network.js"
import { PassPanel } from "./backward_stage_panel.js"
import { PointChoice } from "./backward_stage_points.js"
import { ACTIVATIONS, INPUTS } from "./one_pass.js"

const UPDATES = 30
const FRAMES_A_MOMENT = 60
const COLOURS = ["#009E73", "#CC79A7"]
const START = { alone: 1, pointed: null, pinned: null }

class BackwardStage extends KeptPlayer {
  timeUnit = "moment"
  keeps = 3

  read(bytes) {
    const [activation, start, chosen] = this.sent
    Object.assign(this, decoded(bytes), START, { chosen })
    this.activation = this.activations[activation]
    this.start = Object.keys(this.starts)[start]
    const { sizes, inputs } = this
    this.networks = this.networks.map((one, i) => ({ ...one, sizes, inputs, colour: COLOURS[i] }))
    this.moments = new Moments(sizes.length - 1)
    this.learn()
    const last = UPDATES * this.moments.count - 1
    return Array.from({ length: last * FRAMES_A_MOMENT + 1 }, (_, i) => i / FRAMES_A_MOMENT)
  }

  get choices() {
    const { activation, start, chosen } = this
    return [
      this.activations.indexOf(activation), Object.keys(this.starts).indexOf(start), chosen,
    ]
  }

  // Begin anew with what is chosen: A as the Playground starts it, B as it is asked for.
  learn() {
    const [x, y, label] = Object.values(this.points).map((column) => column[this.chosen])
    const inputs = this.inputs.map((name) => INPUTS[name].value(x, y))
    const { activation, rate } = this
    const scales = [1, this.starts[this.start]]
    this.learners = this.networks.map(({ layers }, i) =>
      new Learner(layers, { activation, inputs, label, rate, scale: scales[i] }))
  }

  // ---- time: moments, as many for every update

  get update() {
    return Math.floor(this.now / this.moments.count)
  }

  get counted() {
    const { count } = this.moments
    return `${(Math.floor(this.now) % count) + 1} of ${count}, update ${this.update + 1}`
  }

  timeAfter(seconds) {
    return this.clock + seconds
  }

  step(by) {
    this.pause(false)
    this.seek((by > 0 ? Math.floor(this.now) : Math.ceil(this.now)) + by)
  }

  // Go to the next moment at which the weights have moved.
  makeStep() {
    const { count, update } = this.moments
    this.pause(false)
    this.seek(Math.floor((this.now + count - update) / count) * count + update)
  }

  // ---- its elements

  makeControls() {
    const controls = super.makeControls()
    const act = () => this.makeStep()
    controls.querySelector(".buttons").append(makeButton("Update the weights", act, "Update"))
    const names = this.networks.map(({ name }) => name)
    const alone = makeChoice("Show network", names, this.alone, (chosen) => {
      this.showAlone(chosen)
      this.layout()
    })
    alone.classList.add("alone")
    controls.append(alone)
    return controls
  }

  makeParts() {
    this.panels = this.networks.map((network, index) => new PassPanel(network, index, this))
    this.choice = new PointChoice(this.points, (chosen) => this.change({ chosen }))
    this.parts = [...this.panels, this.choice]
    this.showAlone(this.alone)
    const panels = this.panels.map(({ element }) => element)
    return [make("div", { class: "passes" }, ...panels)]
  }

  makeRest() {
    return [this.makeKnobs(), this.makeKey()]
  }

  // Which network is shown where there is room for one.
  showAlone(index) {
    this.alone = index
    this.panels.forEach(({ element }, i) => element.classList.toggle("other", i !== index))
  }

  makeKnobs() {
    const knob = (title, setting, values, words) => [
      make("h4", {}, title),
      makeChoice(title, words, values.indexOf(this[setting]), (i) =>
        this.change({ [setting]: values[i] })),
    ]
    const [activations, starts] = [this.activations, Object.keys(this.starts)]
    const labels = activations.map((name) => ACTIVATIONS[name].label)
    return make(
      "div", { class: "knobs" },
      ...knob("Activation f", "activation", activations, labels),
      ...knob("Start of B", "start", starts, starts),
      make("h4", {}, "Training point"), this.choice.element,
    )
  }

  makeKey() {
    return make(
      "div", { class: "key note" },
      makeEntry("link above", "above 0"), makeEntry("link below", "below 0"),
      makeEntry("link none", "0"), makeEntry("arrow", "gradient ∂loss/∂w"),
      make("span", {}, "δ: ∂loss/∂z of a unit; f′: the slope of f there"),
      make("span", {}, "Point at a unit, or tab to it, for the sum behind its number"),
    )
  }

  // ---- what is asked for

  change(settings) {
    Object.assign(this, settings)
    this.learn()
    this.draw()
    if (!this.playing) this.announce()
  }

  point(selection) {
    this.pointed = selection
    this.draw()
  }

  pin(selection) {
    const same = JSON.stringify(this.pinned) === JSON.stringify(selection)
    this.pinned = same ? null : selection
    this.draw()
  }

  answer(event) {
    const { key, target } = event
    const chosen = target === this.choice.canvas ? this.choice.after(key, this.chosen) : undefined
    if (chosen !== undefined) this.change({ chosen })
    else if (key === "Escape" && this.pinned) this.pin(this.pinned)
    else return super.answer(event)
    return true
  }

  // ---- the screen

  drawParts() {
    const { count } = this.moments
    const time = this.now - this.update * count
    const now = this.calm.matches ? Math.floor(time) : time
    const selection = this.pointed ?? this.pinned
    const starts = ["Playground's", this.start]
    const views = this.learners.map((learner) => new View(learner, this.update, now))
    this.panels.forEach((panel, i) => panel.draw(views[i], selection, this.pinned, starts[i]))
    this.choice.draw(this.chosen)
    this.root.dataset.stops = views.map(({ passed }) => stopsAt(passed)).join(" ")
  }

  report() {
    const saying = this.panels.map(({ network, caption }) => `Network ${network.name}: ${caption}`)
    return saying.join(" ")
  }
}

export default mount(BackwardStage)
