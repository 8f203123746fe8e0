// How many points of each class are right through time, and beneath it which labels were shown.
import { evenTicks, TimeChart } from "../../shared/player/chart.js"
import { colourOf, inkOf, NEGATIVE, POSITIVE } from "../../shared/player/colours.js"

const CHART = {
  height: 104, top: 8, right: 10, bottom: 22, left: 46, gap: 6, cursor: 3, tickTop: 8, times: 7,
}
// Pixels of the plot of accuracies, and of the strip of labels beneath it.
const PLOT_HEIGHT = 56
const STRIP = { top: 68, height: 14 }
const LINES = [{ colour: NEGATIVE, width: 4.5 }, { colour: POSITIVE, width: 2 }]

export class AccuracyChart extends TimeChart {
  timeTitle = "epoch"
  valueTicks = [0, 0.5, 1].map((at) => ({ at, label: `${100 * at} %` }))

  constructor(film, player) {
    const label =
      `Share right of the points labelled −1 and +1 by epoch, ${film.name}; beneath, the labels ` +
      "shown; the slider moves the same cursor"
    const lines = LINES.map((line, i) => ({
      ...line, times: film.updates, valueAt: (frame) => film.accuracy[2 * frame + i], dash: [],
    }))
    super(label, lines, CHART, player)
    this.film = film
    this.canvas.onpointerup = () => player.announce()
  }

  get timeTicks() {
    return evenTicks(0, this.player.last, this.room / 50, this.player.epoch)
  }

  y(share) {
    return CHART.top + (1 - share) * PLOT_HEIGHT
  }

  dotOf({ colour, width }) {
    return { radius: 3 + width / 2, fill: colour, edge: this.theme.background, width: 1.5 }
  }

  drawLines(pen) {
    super.drawLines(pen)
    const { updates, shown } = this.film
    shown.forEach((label, frame) => {
      // Whole pixels, so that no seam shows between neighbours.
      const [start, end] = [frame, frame + 1].map((at) => Math.round(this.x(updates[at])))
      pen.fillStyle = inkOf(colourOf(label))
      pen.fillRect(start, STRIP.top, end - start, STRIP.height)
    })
  }

  drawAxes(pen) {
    super.drawAxes(pen)
    if (this.player.shuffledFrom < this.player.last) this.drawTurn(pen)
    pen.strokeRect(CHART.left, STRIP.top, this.room, STRIP.height)
    Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
    pen.fillText("shown", CHART.left - CHART.gap, STRIP.top + STRIP.height / 2)
  }

  // The line from which on the examples are shuffled.
  drawTurn(pen) {
    const x = Math.round(this.x(this.player.shuffledFrom)) + 0.5
    pen.save()
    pen.strokeStyle = this.theme.text
    pen.setLineDash([5, 4])
    pen.beginPath()
    pen.moveTo(x, 0)
    pen.lineTo(x, STRIP.top + STRIP.height)
    pen.stroke()
    pen.restore()
  }
}
