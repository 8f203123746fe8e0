// Replays the decision surfaces of one network trained in several orders.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeEntry, makeScale, makeTick } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { Player } from "../../shared/player/player.js"
import { Panel } from "./surfaces_panel.js"
import { atTheEnd, happening } from "./surfaces_words.js"

const MOST_DOTS = 300

class SurfacesPlayer extends Player {
  timeUnit = "update"

  read(bytes) {
    const { epoch, films, shuffledFrom, showsUnits } = decoded(bytes)
    Object.assign(this, { epoch, films, shuffledFrom })
    this.showsUnits ??= showsUnits
    return films.flatMap(({ updates }) => Array.from(updates))
  }

  get counted() {
    const [now, last] = [this.now, this.last].map((update) => update.toLocaleString("en"))
    return `${now} of ${last} (epoch ${(this.now / this.epoch).toFixed(2)})`
  }

  makeParts() {
    const most = Math.max(...this.films.map(({ points }) => points.labels.length))
    const stride = Math.max(1, Math.ceil(most / MOST_DOTS))
    this.parts = this.films.map((film) => new Panel(film, stride, this))
    const panels = this.parts.map(({ element }) => element)
    this.unitsKey = [
      makeEntry("turns-on", "a unit of layer 1 turns on here, to the side of its ticks"),
      makeEntry("unit dead", "dead: 0 on every point"),
    ]
    this.key = this.makeKey(stride)
    this.showUnits(this.hasUnits && this.showsUnits)
    return [make("div", { class: "panels" }, ...panels)]
  }

  makeRest() {
    return [this.key]
  }

  showUnits(shown) {
    this.showsUnits = shown
    for (const panel of this.parts) panel.showUnits(shown)
    for (const entry of this.unitsKey) entry.hidden = !shown
  }

  makeControls() {
    const controls = super.makeControls()
    if (!this.hasUnits) return controls
    const box = makeTick("Show units", this.showsUnits, (ticked) => {
      this.showUnits(ticked)
      this.draw()
    })
    controls.append(box)
    return controls
  }

  get hasUnits() {
    return this.films.some(({ dead }) => dead.length)
  }

  makeKey(stride) {
    const points = stride === 1 ? "point" : `point (1 in ${stride} is drawn)`
    return make(
      "div",
      { class: "key note" },
      makeScale("The network calls "),
      makeEntry("boundary", "where it changes its mind"),
      makeEntry("dot", points),
      ...this.unitsKey,
    )
  }

  answer(event) {
    if (event.key === "Home") this.rewind()
    else if (event.key === "End") this.step(this.ticks.length)
    else return super.answer(event)
    return true
  }

  drawParts() {
    for (const panel of this.parts) panel.draw(this.now)
  }

  // What the first film is shown, since the others are there to compare it with.
  happening() {
    if (this.now === this.last) return atTheEnd(this.films)
    const deaths = this.parts.flatMap(({ death }) => death ?? [])
    const dead = this.showsUnits && deaths.length ? ` Dead units: ${deaths.join(", ")}.` : ""
    return happening(this.films[0], this.now) + dead
  }

  report() {
    return this.parts.map((panel) => panel.report()).join(" ")
  }
}

export default mount(SurfacesPlayer)
