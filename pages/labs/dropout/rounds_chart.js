// The rounds drawn: ten dots that jump from one round to the next, and below them who has won.
import { make } from "../../shared/player/element.js"
import { clamp } from "../../shared/player/numbers.js"
import { drawDot, fit, makeCanvas } from "../../shared/player/picture.js"
import { times } from "./rounds_words.js"

// What is drawn counts in pixels of the usual size of letters; the style sheet has the edges too.
const USUAL_LETTERS = 14.4
const EDGES = { left: 56, right: 8 }
const SIZE = { top: 22, gap: 26, foot: 8 }
// Of dots and wins: on a wide screen, on a narrow one, and on a wall, whose letters are larger.
const [WIDE, NARROW, WALL] = [[236, 88], [176, 72], [140, 56]]
const [NARROW_BELOW, WALL_FROM] = [560, 1.2]
const MARK_AT = [0.1, 0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995]
const APART = 15
const JUMP_MILLISECONDS = 240
const [EACH, BEST] = ["#0072B2", "#009E73"]
const JITTER = 0.31
const DOT = 6.5
const PAST = 2.2

export class RoundsChart {
  constructor(calm, choose, point) {
    this.calm = calm
    this.canvas = makeCanvas("")
    this.element = make("div", { class: "picture" }, this.canvas)
    this.canvas.onpointerdown = (event) => choose(this.placeAt(event))
    this.canvas.onpointermove = (event) => point(this.placeAt(event))
    this.canvas.onpointerleave = () => point(-1)
  }

  // ---- places on the canvas

  layout(theme) {
    this.theme = theme
    this.scale = parseFloat(getComputedStyle(this.element).fontSize) / USUAL_LETTERS
    this.width = this.element.clientWidth / this.scale
    const onScreen = this.width < NARROW_BELOW ? NARROW : WIDE
    const [dots, wins] = this.scale < WALL_FROM ? onScreen : WALL
    this.floor = SIZE.top + dots
    this.top = this.floor + SIZE.gap
    this.bottom = this.top + wins
    const height = this.bottom + SIZE.foot
    this.pen = fit(this.canvas, this.element.clientWidth, height * this.scale)
    this.pen.scale(this.scale, this.scale)
  }

  get step() {
    return (this.width - EDGES.left - EDGES.right) / this.rates.length
  }

  x(place) {
    return EDGES.left + (place + 0.5) * this.step
  }

  placeAt({ offsetX }) {
    const across = (offsetX / this.scale - EDGES.left) / this.step
    return clamp(Math.floor(across), 0, this.rates.length - 1)
  }

  // Higher for fewer errors, which lie on a log scale, so that good networks stay apart.
  y(accuracy) {
    const [least, most] = this.errors
    const share = Math.log((1 - accuracy) / least) / Math.log(most / least)
    return SIZE.top + clamp(share, 0, 1) * (this.floor - SIZE.top)
  }

  // Take in what the rounds are drawn from.
  take({ rates, right, images }) {
    this.rates = rates
    const errors = Array.from(right, (count) => Math.max(1, images - count) / images)
    this.errors = [Math.min(...errors) / 1.15, Math.min(1, Math.max(...errors) * 1.05)]
    this.shown = null
  }

  // ---- drawing

  // Show round `number` of `rounds`, which starts from where the dots of now stand.
  show(rounds, number, guess) {
    const from = this.means ?? null
    const isNew = this.shown?.rounds !== rounds || this.shown.number !== number
    const means = number ? rounds.at(number).means : null
    this.shown = { rounds, number, guess, from, to: means }
    cancelAnimationFrame(this.request)
    if (!isNew || !from || !means || this.calm.matches) this.paint(1)
    else this.jump(performance.now())
  }

  jump(start) {
    this.request = requestAnimationFrame((now) => {
      const share = clamp((now - start) / JUMP_MILLISECONDS, 0, 1)
      this.paint(1 - (1 - share) ** 3)
      if (share < 1) this.jump(start)
    })
  }

  stop() {
    cancelAnimationFrame(this.request)
  }

  paint(share) {
    const { pen, width, theme, shown: { from, to } } = this
    this.means = to && to.map((mean, place) => (from ? from[place] + share * (mean - from[place]) : mean))
    pen.clearRect(0, 0, width, this.bottom + SIZE.foot)
    Object.assign(pen, { font: `12px ${theme.font}`, textBaseline: "middle", lineWidth: 1 })
    this.drawGuess()
    this.drawScale()
    this.drawPast()
    if (to) this.drawDots(share === 1)
    else this.drawQuestions()
    this.drawWins()
  }

  drawGuess() {
    const { pen, theme, shown: { guess } } = this
    if (guess < 0) return
    Object.assign(pen, { fillStyle: theme.text, globalAlpha: 0.09 })
    pen.fillRect(this.x(guess) - this.step / 2, 0, this.step, this.bottom)
    pen.globalAlpha = 1
  }

  drawScale() {
    const { pen, theme, width } = this
    Object.assign(pen, { fillStyle: theme.text, strokeStyle: theme.border, textAlign: "right" })
    let last = Infinity
    pen.beginPath()
    for (const accuracy of MARK_AT) {
      const y = this.y(accuracy)
      const [least, most] = this.errors
      if (1 - accuracy < least || 1 - accuracy > most || last - y < APART) continue
      last = y
      pen.moveTo(EDGES.left, Math.round(y) + 0.5)
      pen.lineTo(width - EDGES.right, Math.round(y) + 0.5)
      pen.fillText(`${+(100 * accuracy).toFixed(1)} %`, EDGES.left - 6, y)
    }
    pen.moveTo(EDGES.left, this.bottom + 0.5)
    pen.lineTo(width - EDGES.right, this.bottom + 0.5)
    pen.stroke()
    pen.textAlign = "left"
    pen.fillText("accuracy of each network", 2, 8)
    pen.fillText("rounds won", 2, this.top - 14)
  }

  // The dots of the rounds before, small and pale, each a little beside its column's middle.
  drawPast() {
    const { pen, theme, shown: { rounds, number } } = this
    Object.assign(pen, { fillStyle: theme.text, globalAlpha: 0.3 })
    rounds.each(number - 1, ({ means }, round) => {
      const beside = (((round * 0.618) % 1) - 0.5) * 2 * JITTER * this.step
      means.forEach((mean, place) => {
        pen.beginPath()
        pen.arc(this.x(place) + beside, this.y(mean), PAST, 0, 2 * Math.PI)
        pen.fill()
      })
    })
    pen.globalAlpha = 1
  }

  drawQuestions() {
    const { pen, theme } = this
    Object.assign(pen, { font: `24px ${theme.font}`, fillStyle: EACH, textAlign: "center" })
    this.rates.forEach((_, place) => pen.fillText("?", this.x(place), (SIZE.top + this.floor) / 2))
    pen.font = `12px ${theme.font}`
  }

  drawDots(settled) {
    const { pen, theme, shown: { rounds, number } } = this
    const { winners } = rounds.at(number)
    this.means.forEach((mean, place) => {
      const [x, y] = [this.x(place), this.y(mean)]
      const wins = settled && winners.includes(place)
      if (wins) this.drawDiamond(x, y)
      else drawDot(pen, x, y, { radius: DOT, fill: EACH, edge: theme.background, width: 1.5 })
    })
  }

  drawDiamond(x, y) {
    const { pen, theme } = this
    Object.assign(pen, { fillStyle: BEST, strokeStyle: theme.text, lineWidth: 1.5 })
    pen.beginPath()
    for (const [across, down] of [[0, -1], [1, 0], [0, 1], [-1, 0]]) {
      pen.lineTo(x + 1.7 * DOT * across, y + 1.7 * DOT * down)
    }
    pen.closePath()
    pen.fill()
    pen.stroke()
  }

  drawWins() {
    const { pen, theme, top, bottom, shown: { rounds, number } } = this
    const wins = rounds.wins(number)
    const winners = number ? rounds.at(number).winners : []
    const block = Math.min(14, (bottom - top - 16) / Math.max(1, ...wins))
    const half = Math.min(0.36 * this.step, 22)
    pen.textAlign = "center"
    wins.forEach((count, place) => {
      if (!count) return
      const x = this.x(place)
      for (let at = 0; at < count; at++) {
        const height = Math.min(1, count - at) * block
        pen.fillStyle = at + 1 >= count && winners.includes(place) ? BEST : EACH
        const gap = block > 4 ? 1 : 0
        pen.fillRect(x - half, bottom - at * block - height, 2 * half, height - gap)
      }
      pen.fillStyle = theme.text
      pen.fillText(times(count), x, bottom - count * block - 8)
    })
  }
}
