// One film: its surface, what is right of each class, its units, and the chart of what is right.
import { make } from "../../shared/player/element.js"
import { lastUpTo } from "../../shared/player/numbers.js"
import { Surface } from "../../shared/player/surface.js"
import { percent } from "../../shared/player/words.js"
import { AccuracyChart } from "./surfaces_accuracy.js"
import { Units } from "./surfaces_units.js"

const LABELS = ["−1", "+1"]

export class Panel {
  constructor(film, stride, player) {
    this.film = film
    this.surface = new Surface(film, stride)
    this.units = new Units(film, this.surface.plane)
    this.chart = new AccuracyChart(film, player)
    this.element = this.makeElement()
  }

  makeElement() {
    const { name } = this.film
    this.note = make("span", { class: "note" })
    const parts = [this.surface, this.units, this.chart].map(({ element }) => element)
    return make(
      "section",
      { class: "panel", "aria-label": name },
      make("header", {}, make("h3", {}, name), this.note, this.makeReadout()),
      ...parts,
    )
  }

  makeReadout() {
    const entry = (term, ...sign) => {
      const value = make("dd")
      figures.append(make("div", {}, make("dt", {}, ...sign, term), value))
      return value
    }
    const figures = make("dl", { "aria-label": "Right of each label" })
    this.right = LABELS.map((label, i) =>
      entry(label, make("i", { class: `line class-${i}`, "aria-hidden": "true" })),
    )
    if (this.units.count) this.dead = entry("dead")
    return figures
  }

  layout(theme) {
    this.surface.layout()
    this.chart.layout(theme)
  }

  // Show the units, or hide them, when next it is drawn.
  showUnits(shown) {
    this.units.element.hidden = !(shown && this.units.count)
    this.surface.drawn = null
  }

  draw(update) {
    const { updates } = this.film
    const frame = lastUpTo(updates, update)
    this.note.textContent = updates[frame] === update ? "" : `shown at update ${updates[frame]}`
    this.chart.draw(update)
    if (!this.surface.draw(frame)) return
    if (!this.units.element.hidden) this.units.draw(frame)
    this.write(frame)
  }

  write(frame) {
    const { accuracy, shown } = this.film
    this.shown = nameOfMean(shown[frame - 1])
    this.right.forEach((value, i) => (value.textContent = percent(accuracy[2 * frame + i])))
    if (this.dead) this.dead.textContent = this.units.said(frame)
  }

  get death() {
    return this.dead && `${this.film.name} ${this.dead.textContent}`
  }

  report() {
    const { name } = this.film
    if (this.surface.isBroken) return `${name}: the network's output is no longer a number.`
    const right = this.right.map((value, i) => `right of ${LABELS[i]}: ${value.textContent}`)
    if (this.dead) right.push(`dead units: ${this.dead.textContent}`)
    return `${name}: being shown: ${this.shown}, ${right.join(", ")}.`
  }
}

function nameOfMean(label) {
  if (label === undefined) return "nothing yet"
  if (Math.abs(label) === 1) return LABELS[label < 0 ? 0 : 1]
  return `${percent((1 + label) / 2)} +1`
}
