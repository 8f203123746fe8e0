// Trains the ten networks again and again: guess who wins, and see another one win.
import { decoded } from "../../shared/player/bytes.js"
import { make, makeButton, makeChoice, makeGroup, makeIcon } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { KeyboardGrid } from "../../shared/player/grid.js"
import { Player } from "../../shared/player/player.js"
import { RoundsChart } from "./rounds_chart.js"
import { Rounds } from "./rounds_draw.js"
import { explain, found, listing, named, report } from "./rounds_words.js"

const MOST_ROUNDS = 200
// No faster, so that nothing flashes.
const ROUNDS_A_SECOND = 3
const RUNS = [1, 3, 10, 30]

class RoundsPlayer extends Player {
  timeUnit = "round"

  read(bytes) {
    this.table = decoded(bytes)
    this.choices = RUNS.filter((runs) => runs <= this.table.seeds.length)
    this.guess ??= -1
    this.pointed = -1
    this.deal(1)
    return Array.from({ length: MOST_ROUNDS + 1 }, (_, round) => round)
  }

  // Make new rounds, each of so many runs of every rate.
  deal(runs) {
    this.rounds = new Rounds(this.table, runs)
    this.guesses = []
  }

  timeAfter(seconds) {
    return this.clock + seconds * ROUNDS_A_SECOND
  }

  // ---- its elements

  makeControls() {
    this.makeTime()
    this.again = makeButton("Train again", () => this.step(1), "Train again")
    this.again.classList.add("again")
    return make(
      "div", { class: "controls" },
      make("span", { class: "buttons" }, this.again),
      makeGroup("Rounds", makeButton("Step back", () => this.step(-1), makeIcon("back")), this.playButton),
      this.slider, make("span", { class: "count" }, "Round ", this.counter),
    )
  }

  makeRest() {
    const runs = makeChoice("Runs of each p", this.choices.map(String), 0, (chosen) =>
      this.restart(this.choices[chosen]))
    this.score = make("span", { class: "score" })
    this.finding = make("p", { class: "note finding" })
    return [
      make(
        "div", { class: "controls runs" },
        make("span", { class: "setting" }, "Runs of each p", runs), this.score,
      ),
      this.finding,
    ]
  }

  makeParts() {
    this.chart = new RoundsChart(this.calm, (place) => this.take(place), (place) => this.point(place))
    this.chart.take(this.table)
    this.columns = this.table.rates.map((rate, place) => this.makeColumn(rate, place))
    this.grid = new KeyboardGrid(this.columns, this.columns.length)
    this.parts = [this.chart]
    const row = make("div", { class: "columns", role: "group", "aria-label": "Guess" }, ...this.columns)
    return [this.chart.element, row]
  }

  makeColumn(rate, place) {
    const column = makeButton(`Guess that ${named(rate)} wins`, () => this.take(place), rate.toFixed(1))
    column.onfocus = () => column.matches(":focus-visible") && this.point(place)
    column.onblur = () => this.point(-1)
    return column
  }

  // ---- what is asked for

  // Take a guess; the first one begins the game.
  take(place) {
    this.guess = place
    this.grid.stopAt(this.columns[place])
    if (this.tick === 0) this.step(1)
    else {
      this.draw()
      this.announce()
    }
  }

  // Begin again, with so many runs of every rate a round.
  restart(runs) {
    this.pause(false)
    this.deal(runs)
    this.tick = 0
    if (this.guess < 0) this.draw()
    else this.step(1)
  }

  point(place) {
    if (place === this.pointed) return
    this.pointed = place
    this.write()
  }

  // Nothing is trained before there is a guess.
  seek(time, aloud) {
    if (this.guess >= 0) return super.seek(time, aloud)
    this.draw()
    this.announce()
  }

  play() {
    if (this.guess < 0) this.announce()
    else super.play()
  }

  answer(event) {
    return this.grid.move(event.target, event.key) || super.answer(event)
  }

  // ---- the screen

  drawParts() {
    for (let round = 1; round <= this.now; round++) this.guesses[round] ??= this.guess
    this.chart.show(this.rounds, this.now, this.guess)
    this.columns.forEach((column, place) =>
      column.setAttribute("aria-pressed", place === this.guess))
    this.again.setAttribute("aria-disabled", this.guess < 0 || this.now === this.last)
    this.write()
  }

  write() {
    let right = 0
    this.rounds.each(this.now, ({ winners }, round) => (right += winners.includes(this.guesses[round])))
    this.score.textContent = this.now ? `Guessed right: ${right} of ${this.now}` : ""
    this.finding.textContent =
      this.pointed < 0 ? found(this.rounds, this.now) : explain(this.rounds, this.now, this.pointed)
    const { winners, seeds } = this.now ? this.rounds.at(this.now) : { winners: [], seeds: [] }
    this.root.dataset.winners = winners.map((place) => this.table.rates[place]).join(" ")
    this.root.dataset.seeds = seeds.map((place) => this.table.seeds[place]).join(" ")
  }

  report() {
    if (this.guess < 0) return "Guess first: which p will win? Press it, or its column."
    if (!this.now) return `You guess ${named(this.table.rates[this.guess])}. Train, and see.`
    return report(this.rounds, this.rounds.at(this.now), this.guesses[this.now])
  }

  announce() {
    super.announce()
    this.chart.canvas.setAttribute("aria-label", `Ten networks. ${listing(this.rounds, this.now)}`)
  }

  dispose() {
    this.chart.stop()
    super.dispose()
  }
}

export default mount(RoundsPlayer)
