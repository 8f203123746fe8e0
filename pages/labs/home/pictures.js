// Five small pictures, each a link. One moves while it is pointed at, touched or has the focus.
import { decoded } from "../../shared/player/bytes.js"
import { themeOf } from "../../shared/player/colours.js"
import { make } from "../../shared/player/element.js"
import { mount, onResize } from "../../shared/player/events.js"
import { fit } from "../../shared/player/picture.js"
import { paintersOf } from "./pictures_painters.js"

class Card {
  constructor(question, painter, go) {
    this.painter = painter
    this.canvas = make("canvas", { "aria-hidden": "true" })
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.element = make(
      "a", { class: "card", href: question.address },
      make("div", { class: "picture" }, this.canvas),
      make("b", {}, question.words), make("small", {}, question.lab),
      make("span", { class: "spoken" }, question.says),
    )
    this.element.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      go()
    }
    this.element.onpointerenter = this.element.onfocus = () => this.move()
    this.element.onpointerleave = this.element.onblur = () => this.rest()
  }

  layout(theme) {
    this.theme = theme
    const { clientWidth, clientHeight } = this.canvas.parentElement
    Object.assign(this, { width: clientWidth, height: clientHeight })
    this.pen = fit(this.canvas, clientWidth, clientHeight)
    if (!this.request) this.draw(this.painter.rest)
  }

  draw(frame) {
    if (!this.width) return
    this.pen.clearRect(0, 0, this.width, this.height)
    this.painter.draw(this.pen, this.width, this.height, frame, this.theme)
    this.element.dataset.frame = frame
  }

  move() {
    if (this.request || this.calm.matches) return
    const start = performance.now()
    const { frames, seconds } = this.painter
    const next = (now) => {
      this.draw(Math.floor((Math.max(0, now - start) / 1000 / seconds) * frames) % frames)
      this.request = requestAnimationFrame(next)
    }
    this.request = requestAnimationFrame(next)
  }

  rest() {
    cancelAnimationFrame(this.request)
    this.request = undefined
    this.draw(this.painter.rest)
  }
}

class Pictures {
  constructor(root) {
    this.root = root
    this.unwatch = onResize(root, () => this.layout())
  }

  load(bytes, { setTriggerValue }) {
    this.go = (place) => setTriggerValue("question", place)
    if (!this.cards) {
      const sent = decoded(bytes)
      const painters = paintersOf(sent)
      this.cards = sent.questions.map((question, place) =>
        new Card(question, painters[question.kind], () => this.go(place)))
      this.root.replaceChildren(...this.cards.map(({ element }) => element))
    }
    this.layout()
  }

  layout() {
    const theme = themeOf(this.root)
    for (const card of this.cards ?? []) card.layout(theme)
  }

  dispose() {
    for (const card of this.cards ?? []) card.rest()
    this.unwatch()
  }
}

export default mount(Pictures)
