// One of the two orders: its surface, how many points of each class are right, and what is shown.
import { colourOf, inkOf } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { fit, makeCanvas } from "../../shared/player/picture.js"
import { Surface } from "../../shared/player/surface.js"
import { percent } from "../../shared/player/words.js"

const NAMES = ["Orange", "Blue"]
const STRIP_HEIGHT = 10

export class Half {
  constructor(film, stride) {
    this.film = film
    this.surface = new Surface(film, stride)
    this.strip = makeCanvas(`What is shown to it, from the first update to the last: ${film.name}`)
    this.counter = make("span", { class: "note" })
    this.element = make(
      "section",
      { class: "half", "aria-label": film.name },
      make("header", {}, make("h3", {}, film.name), this.counter),
      make("div", { class: "seen" }, this.surface.element, this.makeRight()),
      make(
        "div", { class: "strip note" },
        make("span", {}, "shown first"), make("div", {}, this.strip), make("span", {}, "last"),
      ),
    )
  }

  makeRight() {
    this.right = NAMES.map(() => ({ value: make("dd"), bar: make("i") }))
    const entries = this.right.map(({ value, bar }, i) =>
      make("div", { class: `class-${i}` }, make("dt", {}, `${NAMES[i]} right`), value,
        make("span", { class: "bar", "aria-hidden": "true" }, bar)))
    return make("dl", { class: "readout" }, ...entries)
  }

  layout(theme) {
    this.theme = theme
    this.surface.layout()
    this.width = this.strip.parentElement.clientWidth
    this.pen = fit(this.strip, this.width, STRIP_HEIGHT)
  }

  draw(frame) {
    const { updates, accuracy } = this.film
    this.counter.textContent = `update ${updates[frame].toLocaleString("en")}`
    this.surface.draw(frame)
    this.right.forEach(({ value, bar }, i) => {
      const share = accuracy[2 * frame + i]
      value.textContent = percent(share)
      bar.style.width = `${100 * share}%`
    })
    this.drawStrip(frame)
  }

  // Every frame is as wide as any other, as it lasts as long.
  drawStrip(frame) {
    const { shown } = this.film
    const x = (at) => Math.round((at / shown.length) * this.width)
    this.pen.clearRect(0, 0, this.width, STRIP_HEIGHT)
    shown.forEach((label, i) => {
      this.pen.globalAlpha = i < frame ? 1 : 0.35
      this.pen.fillStyle = inkOf(colourOf(label))
      this.pen.fillRect(x(i), 0, x(i + 1) - x(i), STRIP_HEIGHT)
    })
    this.pen.globalAlpha = 1
    this.pen.fillStyle = this.theme.text
    this.pen.fillRect(Math.min(x(frame), this.width - 2), 0, 2, STRIP_HEIGHT)
  }
}
