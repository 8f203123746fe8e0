// Shows what dropout does: a digit goes through one trained network, a new mask with each step.
import { make, makeButton, makeChoice, makeEntry, makeGroup, makeTick } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { Player } from "../../shared/player/player.js"
import { counted, percent } from "../../shared/player/words.js"
import { AnswerBars, Votes } from "./masked_network_answers.js"
import { DistanceChart } from "./masked_network_chart.js"
import { called, DROPPING, MaskedNetwork, MaskSeries } from "./masked_network_engine.js"
import { UnitMaps } from "./masked_network_layer.js"
import { darkUnits, explain, MEAN, ONE, report, TEST, VIEWS } from "./masked_network_words.js"

const MASKS = 100
const JUMPS = [1, 10, 100]
// No faster, so that nothing flashes.
const MASKS_A_SECOND = 3
const MEASURE_MILLISECONDS = 100
const START = { p: 0.5, digit: 3, view: ONE, meansKeep: false, scales: true, dropping: DROPPING[0] }
// What the maps are called, and how they are laid out.
const MAPS = {
  picture: ["The digit", 1, 28, 1],
  first: ["8 maps, first dropout", 8, 13, 4],
  second: ["8 maps, second dropout", 8, 5, 4],
  sums: ["64 hidden sums", 64, 1, 8],
}
const LINE_NAMES = ["after the first dropout", "sums of the hidden units", "the ten answers"]

class MaskedPlayer extends Player {
  timeUnit = "mask"

  read(bytes) {
    this.network = new MaskedNetwork(bytes)
    Object.assign(this, START)
    this.look()
    return Array.from({ length: MASKS }, (_, i) => i + 1)
  }

  get counted() {
    return `${this.now} of ${MASKS}`
  }

  timeAfter(seconds) {
    return this.clock + seconds * MASKS_A_SECOND
  }

  // Take in the digit, and forget the masks of another setting.
  look() {
    this.network.look(this.digit)
    const keep = this.meansKeep ? this.p : 1 - this.p
    const scale = this.scales && keep > 0 ? 1 / keep : 1
    this.series = new MaskSeries(this.network, { keep, scale, dropping: this.dropping })
  }

  // ---- its elements

  makeControls() {
    this.makeTime()
    this.views = makeChoice("Show", VIEWS, this.view, (view) => this.show(view))
    return make(
      "div", { class: "controls" },
      makeGroup("Masks", ...this.makeSteps()),
      make("span", { class: "setting" }, this.slider, make("span", { class: "count" }, "Mask ", this.counter)),
      this.views,
    )
  }

  makeAmount() {
    this.amount = make("input", {
      type: "range", class: "time", min: 0, max: 1, step: 0.05, value: this.p,
      "aria-label": "Dropout p",
    })
    this.amount.oninput = () => this.drag(Number(this.amount.value))
    this.amount.onchange = () => this.announce()
    this.amountSaid = make("b", { class: "amount" })
    return make("span", { class: "setting" }, this.amountSaid, this.amount)
  }

  makeParts() {
    this.layers = Object.entries(MAPS).map(([name, layout]) =>
      new UnitMaps(name, ...layout, (maps, unit) => this.point(maps, unit)))
    this.bars = new AnswerBars()
    this.votes = new Votes((number) => this.seeAt(number, ONE))
    this.chart = new DistanceChart(this)
    this.parts = [...this.layers, this.bars, this.chart]
    const shown = [...this.layers, this.bars].map(({ element }) => element)
    return [make("div", { class: "network" }, ...shown)]
  }

  makeRest() {
    return [
      this.makeOtherControls(),
      make("div", { class: "panels" }, this.makeDistance(), this.votes.element),
    ]
  }

  makeOtherControls() {
    const labelled = (label, ...shown) => make("span", { class: "setting" }, label, ...shown)
    const digits = Array.from({ length: 10 }, (_, digit) => String(digit))
    const jumps = JUMPS.map((number) =>
      makeButton(`Mean of the first ${number}`, () => this.seeAt(number, MEAN), String(number)),
    )
    return make(
      "div", { class: "controls others" },
      this.makeAmount(),
      labelled("Digit", makeChoice("Digit", digits, this.digit, (digit) => this.change({ digit }))),
      labelled("Mean of the first", makeGroup("Mean of the first masks", ...jumps)),
      labelled("Dropout", makeChoice(
        "Dropout", DROPPING, 0, (chosen) => this.change({ dropping: DROPPING[chosen] }),
      )),
      makeTick("Forget to scale", false, (on) => this.change({ scales: !on })),
      makeTick("p is the chance to keep", false, (on) => this.change({ meansKeep: on })),
    )
  }

  makeDistance() {
    return make(
      "section", { class: "panel", "aria-label": "Distance to the whole network" },
      make("h4", {}, "How far the mean over masks is from the whole network"),
      this.chart.element,
      make(
        "div", { class: "key note" },
        ...LINE_NAMES.map((name, i) => makeEntry(`line line-${i}`, name)),
        makeEntry("line expected", "expected after a dropout"),
      ),
    )
  }

  // ---- what is asked for

  change(settings) {
    Object.assign(this, settings)
    this.look()
    this.measure()
    this.draw()
    this.announce()
  }

  // Follow the slider of p at once; what takes a hundred masks follows some times a second.
  drag(p) {
    this.p = p
    this.look()
    this.draw()
    this.waiting ??= setTimeout(() => this.measure(), MEASURE_MILLISECONDS)
  }

  // Bring the chart and the votes to the setting of now.
  measure() {
    clearTimeout(this.waiting)
    this.waiting = undefined
    this.votes.load(this.series)
    this.chart.layout(this.chart.theme)
    this.chart.draw(this.now)
  }

  show(view) {
    this.view = view
    this.draw()
    this.announce()
  }

  // Show mask `number`, or the mean of those up to it.
  seeAt(number, view) {
    this.views.children[view].click()
    this.pause(false)
    this.seek(number)
  }

  answer(event) {
    const { key, target } = event
    if (target === this.amount || (target.matches(".vote") && key === " ")) return false
    const layer = this.layers.find(({ canvas }) => canvas === target)
    return layer?.step(key) || this.votes.grid.move(target, key) || super.answer(event)
  }

  point(maps, unit) {
    this.pointed = unit < 0 ? null : maps
    this.draw()
    if (this.pointed && maps.canvas.matches(":focus")) this.spoken.textContent = this.happening()
  }

  // ---- the screen

  layout() {
    this.votes.load(this.series)
    super.layout()
  }

  drawParts() {
    const { passed, mean } = this.series.at(this.now)
    const { whole, picture } = this.network
    const shown = { ...[passed, mean, whole][this.view], picture }
    const usual = { ...whole, picture }
    const [first, second] = this.view === ONE ? passed.factors : []
    const factors = { first, second }
    const given = { first: passed.before, second: passed.beforeSecond }
    for (const layer of this.layers) {
      const [values, ...rest] = [shown, factors, given, usual].map((of) => of[layer.name])
      layer.draw(values, ...rest)
    }
    this.bars.draw(
      this.view === TEST ? null : shown.answer, this.view === ONE ? mean.answer : null, whole.answer,
      this.view === ONE ? "this mask" : `mean of ${counted(this.now, "mask")}`,
    )
    this.chart.draw(this.now)
    this.votes.mark(this.view === ONE ? this.now : 0)
    this.write(passed)
  }

  write({ factors }) {
    const dropped = percent(1 - this.series.setting.keep)
    this.amountSaid.textContent = `p = ${this.p.toFixed(2)}`
    this.amount.setAttribute("aria-valuetext", `${this.p.toFixed(2)}, ${dropped} dropped`)
    this.root.dataset.dark = this.view === ONE ? factors.map(darkUnits).join(" ") : "0 0"
  }

  happening() {
    return this.pointed ? this.explain() : this.report()
  }

  explain() {
    const { name, pointed, nameOfPointed } = this.pointed
    return explain(this.series, this.now, this.view, name, pointed, nameOfPointed)
  }

  report() {
    return report(this.series, this.now, this.view)
  }

  announce() {
    super.announce()
    this.bars.say()
  }

  dispose() {
    clearTimeout(this.waiting)
    super.dispose()
  }
}

export default mount(MaskedPlayer)
