// Turns one start up from zero to huge, and trains it at every size: its surfaces, its losses, and
// beneath them what becomes of every draw at every size.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeButton, makeEntry, makeTick, write } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { Losses, Strip } from "./scale_stage_charts.js"
import { AnswerPlane } from "./scale_stage_plane.js"
import { startOf, Training } from "./scale_stage_training.js"
import { explain, nameSize, summary } from "./scale_stage_words.js"
import { SizePlayer } from "./size_player.js"

// Of a frame, so that it comes in time.
const WORK_MILLISECONDS = 9
// How far left of the smallest size zero stands on the log scale, in decades.
const ZERO_BEFORE = 0.35
const MARKED = "Playground"

class ScaleStage extends SizePlayer {
  chosen = 0
  equal = false

  // A new setting is shown at the size that was shown.
  rebuild(bytes) {
    const place = this.ticks?.[this.tick]
    super.rebuild(bytes)
    this.tick = this.ticks.indexOf(place ?? this.places[MARKED])
  }

  read(bytes) {
    this.data = decoded(bytes)
    this.trainings = new Map()
    this.places = Object.fromEntries(
      Object.entries(this.data.marks).map(([name, size]) => [name, this.placeOf(size)]))
    return this.data.sizes.map((size) => this.placeOf(size))
  }

  placeOf(size) {
    return Math.log10(size || this.data.sizes[1] * 10 ** -ZERO_BEFORE)
  }

  get counted() {
    return nameSize(this.data, this.watched.start.size)
  }

  // ---- what is trained

  // A draw from the start of the size at `tick`, as far as it has come.
  trainingAt(draw, tick) {
    const key = `${this.equal} ${draw} ${tick}`
    if (!this.trainings.has(key)) {
      const start = { draw, size: this.data.sizes[tick], equal: this.equal }
      this.trainings.set(key, new Training(this.data, start))
    }
    return this.trainings.get(key)
  }

  // The draws that have been trained to the end at a size.
  endedAt(tick) {
    return this.draws.map((draw) => this.trainings.get(`${this.equal} ${draw} ${tick}`))
      .filter((training) => training?.ended)
  }

  // Weights that are equal are so in every draw.
  get draws() {
    return this.equal ? [0] : [...this.data.drawn.keys()]
  }

  get watchedDraw() {
    return this.equal ? 0 : this.chosen
  }

  get watched() {
    return this.trainingAt(this.watchedDraw, this.tick)
  }

  // What is watched comes first, then its draw at every size, then the other draws.
  waiting() {
    if (!this.watched.ended) return this.watched
    for (const draw of [this.watchedDraw, ...this.draws]) {
      for (let tick = 0; tick < this.ticks.length; tick++) {
        const training = this.trainingAt(draw, tick)
        if (!training.ended) return training
      }
    }
    return null
  }

  work() {
    this.working = null
    const deadline = performance.now() + WORK_MILLISECONDS
    let training
    while (performance.now() < deadline && (training = this.waiting())) training.advance(deadline)
    this.show()
    this.goOn()
  }

  goOn() {
    if (this.waiting()) this.working ??= requestAnimationFrame(() => this.work())
  }

  // ---- its elements

  makeParts() {
    const { train } = this.data
    this.before = new AnswerPlane("before training", train)
    this.after = new AnswerPlane("as trained", train)
    this.losses = new Losses(this.data)
    this.strip = new Strip(this)
    this.parts = [this.before, this.after, this.losses, this.strip]
    this.finding = make("p", { class: "note finding" })
    return [
      make("div", { class: "pictures" },
        make("div", { class: "planes" }, this.before.figure, this.after.figure), this.losses.figure,
        make("div", { class: "strip" }, this.strip.element)),
    ]
  }

  makeRest() {
    return [this.makeStarts(), this.makeKey(), this.finding]
  }

  makeStarts() {
    this.other = makeButton("Other random numbers", () => {
      this.change({ chosen: (this.chosen + 1) % this.draws.length })
    }, "Other random numbers")
    return make(
      "div", { class: "controls starts" },
      this.makeJumps(),
      makeTick("All weights equal", this.equal, (ticked) => this.change({ equal: ticked })),
      make("span", { class: "buttons" }, this.other),
    )
  }

  makeKey() {
    this.counts = this.data.outcomes.map(() => make("b"))
    const entries = this.data.outcomes.map((outcome, i) =>
      makeEntry(`outcome-${i}`, `${outcome} `, this.counts[i]))
    return make("div", { class: "key note" }, ...entries)
  }

  change(what) {
    Object.assign(this, what)
    this.draw()
    this.announce()
  }

  // ---- the screen

  drawParts() {
    super.drawParts()
    this.before.draw(startOf(this.data, this.watched.start))
    this.other.setAttribute("aria-disabled", this.equal)
    this.shown = null
    this.show()
    this.goOn()
  }

  // Show what has been trained since this was last done.
  show() {
    const { watched } = this
    if (this.shown !== watched.now) {
      this.after.draw(watched.network, watched.now)
      this.losses.show(watched)
      write(this.readout, this.report())
      this.shown = watched.now
    }
    this.strip.show()
    const here = this.endedAt(this.tick)
    this.counts.forEach((count, i) => {
      count.textContent = here.filter(({ outcome }) => outcome === this.data.outcomes[i]).length
    })
    const all = [...this.ticks.keys()].map((tick) => this.endedAt(tick))
    this.root.dataset.ended = all.flat().length
    this.root.dataset.outcome = watched.ended ? watched.outcome : ""
    this.finding.textContent = this.waiting()
      ? `Trained: ${all.flat().length} of ${this.ticks.length * this.draws.length}`
      : summary(this.data, all)
    this.strip.canvas.setAttribute("aria-label", `Test loss by size. ${this.finding.textContent}`)
    if (this.late && watched.ended) this.announce()
  }

  report() {
    return explain(this.data, this.watched)
  }

  // What is still trained is told at its end.
  announce() {
    this.late = !this.watched.ended
    if (!this.late) super.announce()
  }

  dispose() {
    cancelAnimationFrame(this.working)
    super.dispose()
  }
}

export default mount(ScaleStage)
