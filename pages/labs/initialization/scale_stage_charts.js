// The losses of the start that is watched, and the strip: how every draw ends at every size.
import { make } from "../../shared/player/element.js"
import { clamp } from "../../shared/player/numbers.js"
import { evenTicks, TimeChart } from "../../shared/player/chart.js"
import { SizeChart } from "./size_player.js"

const HIGHEST = 1.4
const VALUES = [0, 0.5, 1].map((at) => ({ at, label: String(at) }))
const LOSSES = {
  height: 192, top: 12, right: 14, bottom: 42, left: 30, gap: 6, cursor: 0, times: 7, title: 23,
}
const STRIP = {
  height: 180, top: 34, right: 16, bottom: 42, left: 46, gap: 20, cursor: 3, times: 7, title: 23,
}
// By outcome; the shapes are drawn below.
export const COLOURS = ["#009E73", "#009E73", "#8A939C", "#D55E00"]
const [TRAIN, TEST] = ["#0072B2", "#CC79A7"]
const RADIUS = 3.6
const BESIDE = 0.7
// Where the names of schemes stand: their rows, and the side of their line.
const NAMES = { Playground: [1, "right"], Xavier: [0, "center"], He: [1, "left"] }

function heightOf(loss, { top, height, bottom }) {
  const share = clamp(loss, 0, HIGHEST) / HIGHEST
  return height - bottom - share * (height - bottom - top)
}

export class Losses extends TimeChart {
  timeTitle = "iteration"
  valueTicks = VALUES

  constructor({ iterations }) {
    super("Train and test loss by iteration", [], LOSSES, { first: 0, last: iterations })
    const entry = (kind, word) => make("span", {}, make("i", { class: `line ${kind}` }), word)
    const caption = make("figcaption", { class: "key" }, "Loss: ", entry("train", "train"), entry("test", "test"))
    this.figure = make("figure", { class: "losses" }, caption, this.element)
  }

  get timeTicks() {
    return evenTicks(0, this.player.last, this.width / 70)
  }

  // Its time is the training's, which the visitor does not move.
  seek() {}

  y(loss) {
    return heightOf(loss, LOSSES)
  }

  dotOf({ colour }) {
    return { radius: 4.5, fill: colour, edge: this.theme.text, width: 1.5 }
  }

  show({ times, losses, now }) {
    this.lines = [TEST, TRAIN].map((colour, place) => ({
      times, colour, width: 2.5, dash: place ? [] : [6, 4],
      valueAt: (frame) => losses[frame][1 - place],
    }))
    this.picture.getContext("2d").clearRect(0, 0, this.width, this.size.height)
    this.drawLines(this.picture.getContext("2d"))
    this.draw(now)
  }
}

export class Strip extends SizeChart {
  timeTitle = "size of the starting weights (standard deviation, log)"
  valueTicks = VALUES

  constructor(stage) {
    super(STRIP, stage, NAMES)
    this.lines = [{
      times: stage.ticks, colour: "#8A939C", width: 1.2, dash: [],
      valueAt: (tick) => this.lossOf(stage.trainingAt(stage.watchedDraw, tick)),
    }]
    this.timeTicks = [
      { at: stage.first, label: "0" },
      ...[-3, -2, -1, 0, 1].map((at) => ({ at, label: String(10 ** at) })),
    ]
  }

  y(loss) {
    return heightOf(loss, STRIP)
  }

  lossOf(training) {
    return training.ended ? training.testLoss : NaN
  }

  show() {
    const pen = this.picture.getContext("2d")
    pen.clearRect(0, 0, this.width, this.size.height)
    this.drawLines(pen)
    this.draw(this.player.now)
  }

  drawLines(pen) {
    super.drawLines(pen)
    pen.setLineDash([])
    const { ticks, draws, data: { outcomes } } = this.player
    const apart = (BESIDE * this.room) / ticks.length / draws.length
    ticks.forEach((place, tick) => {
      for (const { testLoss, outcome, start } of this.player.endedAt(tick)) {
        const beside = (start.draw - (draws.length - 1) / 2) * apart
        drawOutcome(pen, this.x(place) + beside, this.y(testLoss), outcomes.indexOf(outcome))
      }
    })
  }

  drawPicture(pen) {
    super.drawPicture(pen)
    pen.textAlign = "left"
    pen.fillText("test loss at the end", 0, 0)
  }
}

// A dot learns, a ring learns in part, a square stays, a triangle explodes.
function drawOutcome(pen, x, y, outcome) {
  Object.assign(pen, { fillStyle: COLOURS[outcome], strokeStyle: COLOURS[outcome], lineWidth: 1.6 })
  pen.beginPath()
  if (outcome < 2) pen.arc(x, y, RADIUS - 0.8 * outcome, 0, 2 * Math.PI)
  else if (outcome === 2) pen.rect(x - 3, y - 3, 6, 6)
  else for (const [across, down] of [[0, -4.4], [4.2, 3.4], [-4.2, 3.4]]) pen.lineTo(x + across, y + down)
  if (outcome === 1) pen.stroke()
  else pen.fill()
}
