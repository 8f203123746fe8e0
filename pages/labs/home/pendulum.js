// One network trained in two orders, side by side. It stands still until a visitor guesses what
// will happen; what is shown to it, and what that does, is said as it plays.
import { decoded } from "../../shared/player/bytes.js"
import { CLASSES, callsAll, rightAtTheEnd } from "../../shared/player/classes.js"
import { make, makeButton } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { lastUpTo } from "../../shared/player/numbers.js"
import { Player } from "../../shared/player/player.js"
import { capitalised } from "../../shared/player/words.js"
import { Half } from "./pendulum_half.js"

const SECONDS = 14
const MOST_DOTS = 250

class Pendulum extends Player {
  timeUnit = "update"

  read(bytes) {
    Object.assign(this, decoded(bytes), { guess: undefined })
    return Array.from(this.films[0].updates)
  }

  rebuild(bytes) {
    super.rebuild(bytes)
    this.tick = 0
    this.mark()
  }

  get counted() {
    const [now, last] = [this.now, this.last].map((update) => update.toLocaleString("en"))
    return `${now} of ${last}`
  }

  makeElements() {
    const stride = Math.ceil(this.films[0].points.labels.length / MOST_DOTS)
    this.parts = this.films.map((film) => new Half(film, stride))
    const halves = this.parts.map(({ element }) => element)
    this.caption = make("p", { class: "caption" })
    this.verdict = make("p", { class: "verdict note" })
    this.choices = this.guesses.map((words, i) => makeButton(words, () => this.start(i), words))
    const name = "What will the left one say of the blue points?"
    return [
      make("div", { class: "halves" }, ...halves),
      make("div", { class: "told" }, make("div", {}, this.caption, this.verdict), this.makeControls()),
      make("div", { class: "choices", role: "group", "aria-label": name }, ...this.choices),
    ]
  }

  makeControls() {
    this.makeTime()
    const time = make("label", { class: "named note" }, this.timeTitle, this.slider)
    return make("div", { class: "controls" }, this.playButton, time)
  }

  start(guess) {
    this.guess = guess
    this.seek(this.first, false)
    this.mark()
    this.play()
    this.announce()
  }

  // Every frame lasts as long as any other: they lie densest where most happens.
  timeAfter(seconds) {
    const { ticks, clock } = this
    const from = lastUpTo(ticks, clock)
    const share = (clock - ticks[from]) / (ticks[from + 1] - ticks[from])
    const place = from + share + (seconds * (ticks.length - 1)) / SECONDS
    const to = Math.floor(place)
    if (to >= ticks.length - 1) return this.last
    return ticks[to] + (place - to) * (ticks[to + 1] - ticks[to])
  }

  answer(event) {
    return this.guess !== undefined && super.answer(event)
  }

  drawParts() {
    for (const half of this.parts) half.draw(this.tick)
    const { phase, forgets } = this
    const told = `${phase} ${forgets}`
    if (told === this.toldLast) return
    this.toldLast = told
    this.root.dataset.phase = phase
    this.caption.replaceChildren(...this.words(phase, forgets))
    this.mark()
    if (this.playing) this.announce()
  }

  // The question, the class that alone is shown to the left network, or the end.
  get phase() {
    if (this.guess === undefined) return "question"
    if (this.now === this.last) return "end"
    const shown = this.films[0].shown[Math.max(0, this.tick - 1)]
    return CLASSES[shown < 0 ? 0 : 1]
  }

  // Whether the left network by now gets most of what it is not shown wrong.
  get forgets() {
    const unseen = CLASSES.length - 1 - CLASSES.indexOf(this.phase)
    return this.films[0].accuracy[2 * this.tick + unseen] <= 0.5
  }

  words(phase, forgets) {
    if (phase === "question") {
      return ["What will the left one say of the blue points after it has seen ",
        emphasis("orange", "only orange"), " ones? Choose, and it starts."]
    }
    if (phase === "end") return [this.atTheEnd()]
    const shown = CLASSES.indexOf(phase)
    const other = CLASSES[1 - shown]
    if (!forgets) return [emphasis(phase, `Only ${phase} is shown`), `: watch ${other}.`]
    const all = this.turnsAll(shown) ? `everything turns ${phase}` : `the left one turns ${phase}`
    return [emphasis(phase, `Only ${phase} is shown`), `: ${all}. ${capitalised(other)} is forgotten.`]
  }

  // Whether the left network calls everything by the class shown before that class is through.
  turnsAll(shown) {
    const { shown: labels } = this.films[0]
    let last = Math.max(1, this.tick)
    while (last < labels.length && labels[last] === labels[last - 1]) last++
    return callsAll(this.films[0], last, shown)
  }

  atTheEnd() {
    const [left, right] = this.films.map((film) => rightAtTheEnd(film).replace(" ", "\u00a0"))
    const rounds = this.last / this.epoch
    return (
      `After ${rounds} rounds the left one gets ${left} right, the shuffled one ${right}. Only the ` +
      "order differs."
    )
  }

  // Mark the guess and, once only one class has been shown, which was right and why.
  mark() {
    const asked = this.guess === undefined
    const known = !asked && (this.now >= this.told)
    this.root.classList.toggle("asked", asked)
    this.choices.forEach((choice, i) => {
      const sign = !known ? "" : i === this.right ? "✓ " : i === this.guess ? "✗ " : ""
      choice.textContent = sign + this.guesses[i]
      choice.setAttribute("aria-label", choice.textContent)
      choice.setAttribute("aria-pressed", i === this.guess)
      choice.classList.toggle("right", known && i === this.right)
    })
    const fit = this.guess === this.right ? "You were right" : "Not so"
    this.verdict.textContent = known ? `${fit}: ${this.because}.` : ""
  }

  report() {
    return `${this.caption.textContent} ${this.verdict.textContent}`
  }
}

function emphasis(kind, words) {
  return make("em", { class: kind }, words)
}

export default mount(Pendulum)
