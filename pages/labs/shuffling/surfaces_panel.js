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
    return make(
      "section",
      { class: "panel", "aria-label": name },
      make("header", {}, make("h3", {}, name), this.note),
      make(
        "div",
        { class: "pictures" },
        this.surface.element,
        make("div", { class: "beside" }, this.makeReadout(), this.units.element),
      ),
      this.chart.element,
    )
  }

  makeReadout() {
    const entry = (term, ...sign) => {
      const value = make("dd")
      this.readout.append(make("div", {}, make("dt", {}, ...sign, term), value))
      return value
    }
    this.readout = make("dl", { class: "readout" })
    this.shown = entry("Being shown")
    this.right = LABELS.map((label, i) =>
      entry(`Right on ${label}`, make("i", { class: `line class-${i}`, "aria-hidden": "true" })),
    )
    if (this.units.count) this.dead = entry("Dead units")
    return this.readout
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
    this.shown.textContent = nameOfMean(shown[frame - 1])
    this.right.forEach((value, i) => (value.textContent = percent(accuracy[2 * frame + i])))
    if (this.dead) this.dead.textContent = this.units.said(frame)
  }

  report() {
    const { name } = this.film
    if (this.surface.isBroken) return `${name}: the network's output is no longer a number.`
    const right = this.right.map((value, i) => `right of ${LABELS[i]}: ${value.textContent}`)
    if (this.dead) right.push(`dead units: ${this.dead.textContent}`)
    return `${name}: being shown: ${this.shown.textContent}, ${right.join(", ")}.`
  }
}

function nameOfMean(label) {
  if (label === undefined) return "nothing yet"
  if (Math.abs(label) === 1) return LABELS[label < 0 ? 0 : 1]
  return `${percent((1 + label) / 2)} +1`
}
