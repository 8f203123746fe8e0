// Replays two Playground networks from the bytes that replay.py packs: their panels, the chart of
// their losses, and what is pointed at.
import { make, makeButton, makeEntry, makeScale } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { Player } from "../../shared/player/player.js"
import { LossChart } from "./replay_losses.js"
import { tellsClasses, unpack } from "./replay_network.js"
import { Panel } from "./replay_panel.js"
import { happening } from "./replay_happening.js"

// Play begins slowly, as if time were logarithmic from iteration −EARLY on, and reaches at most
// FASTEST iterations a second.
const [EARLY, SECONDS, FASTEST] = [150, 10, 500]
const COLOURS = ["#009E73", "#CC79A7"]

const HINT =
  "Point at a unit, or tab to it, to see its output on the large surface and to look inside it; " +
  "a click keeps it there, Escape lets it go. The small square at a unit's corner is its bias."

class ReplayPlayer extends Player {
  timeUnit = "iteration"

  // The last two bytes say how the networks are shown. What was asked for at the end of a recording
  // is played on from there, or stepped into.
  load(bytes, { setTriggerValue }) {
    this.tell = setTriggerValue
    const [showTest, discrete] = Array.from(bytes.subarray(-2), Boolean)
    Object.assign(this, { showTest, discrete })
    const { waiting, playing, pinned } = this
    super.load(bytes.subarray(0, -2))
    if (!waiting || this.last <= waiting) return
    this.pinned = pinned
    this.seek(waiting, false)
    if (playing) super.play()
    else this.step(1)
  }

  play() {
    if (!this.goesOn || this.now < this.last) return super.play()
    this.playing = true
    this.nameButton()
    this.endPlay()
  }

  step(ticks) {
    if (!this.goesOn || this.now < this.last || ticks < 0) return super.step(ticks)
    this.pause(false)
    this.endPlay()
  }

  endPlay() {
    if (!this.goesOn) return super.endPlay()
    this.waiting = this.last
    this.tell("more", this.last)
  }

  timeAfter(seconds) {
    const past = this.clock - this.first + EARLY
    const growth = ((this.last - this.first) / EARLY + 1) ** (seconds / SECONDS)
    return this.clock + Math.min(past * (growth - 1), seconds * FASTEST)
  }

  makeSteps() {
    if (!this.goesOn) return super.makeSteps()
    const anew = makeButton("New weights", () => this.tell("anew", this.now), "New weights")
    return [...super.makeSteps(), anew]
  }

  read(bytes) {
    this.waiting = null
    this.pointed = this.pinned = null
    const { networks, goesOn } = unpack(bytes)
    this.goesOn = goesOn
    this.networks = networks.map((network, i) => ({ ...network, colour: COLOURS[i] }))
    const shapes = this.networks.map(({ inputs, sizes }) => JSON.stringify([inputs, sizes]))
    this.alike = shapes.every((shape) => shape === shapes[0])
    return this.networks.flatMap(({ iterations }) => Array.from(iterations))
  }

  makeParts() {
    this.panels = this.networks.map((network, index) => new Panel(network, index, this))
    this.chart = new LossChart(this.networks, this)
    this.parts = [...this.panels, this.chart]
    return [
      make(
        "div", { class: "across" },
        make("div", { class: "panels" }, ...this.panels.map(({ element }) => element)),
        make("div", { class: "losses" }, this.makeLines(), this.chart.element),
      ),
    ]
  }

  makeRest() {
    const details = this.panels.map(({ detail }) => detail.element)
    return [
      this.makeKey(), make("p", { class: "note" }, HINT), make("div", { class: "details" }, ...details),
    ]
  }

  makeLines() {
    const lines = this.networks.flatMap(({ name, colour }) =>
      ["train", "test"].map((split) => {
        const line = makeEntry(`line ${split}`, `${name} ${split}`)
        line.style.setProperty("--network", colour)
        return line
      }),
    )
    return make("div", { class: "key note" }, ...lines)
  }

  makeKey() {
    return make(
      "div",
      { class: "key note" },
      makeEntry("dot", "training point"),
      makeEntry("ring", "test point"),
      ...(this.networks.some(tellsClasses) ? [makeEntry("cross", "on the wrong side")] : []),
      makeScale(),
    )
  }

  // ---- what is pointed at

  point(selection) {
    this.pointed = selection
    const examined = selection ?? this.pinned
    for (const panel of this.panels) {
      panel.examined = this.onPanel(panel, examined) ?? panel.examined
    }
    this.draw()
  }

  pin(selection) {
    const same = JSON.stringify(this.pinned) === JSON.stringify(selection)
    this.pinned = same ? null : selection
    for (const panel of this.panels) panel.drawn = null
    this.draw()
  }

  // Networks of one shape show the same unit side by side.
  onPanel(panel, selection) {
    return selection && (this.alike || selection.index === panel.index) ? selection : null
  }

  answer(event) {
    if (event.key !== "Escape" || !this.pinned) return super.answer(event)
    this.pin(this.pinned)
    return true
  }

  drawParts() {
    const selection = this.pointed ?? this.pinned
    for (const panel of this.panels) {
      panel.draw(this.now, this.onPanel(panel, selection))
    }
    this.chart.draw(this.now)
  }

  happening() {
    return happening(this.networks, this.now)
  }

  report() {
    const losses = this.panels.map(({ network: { name }, trainLoss, testLoss }) => {
      const [train, test] = [trainLoss.textContent, testLoss.textContent]
      return `Network ${name}: train loss ${train}, test loss ${test}.`
    })
    return losses.join(" ")
  }
}

export default mount(ReplayPlayer)
