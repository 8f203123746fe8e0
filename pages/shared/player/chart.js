// A chart over a player's time: what has been is drawn in full, what comes is pale, and a drag moves
// the cursor between them.
import { make } from "./element.js"
import { onDrag } from "./events.js"
import { lastUpTo } from "./numbers.js"
import { drawDot, fit, makeCanvas } from "./picture.js"

// About `count` ticks at round whole numbers of `unit`, each with its place and its label.
export function evenTicks(first, last, count, unit = 1) {
  const rough = Math.max(1, (last - first) / unit / count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((digit) => digit * power >= rough) * power
  const ticks = []
  for (let tick = Math.ceil(first / unit / step) * step; tick <= last / unit; tick += step) {
    ticks.push({ at: tick * unit, label: String(tick) })
  }
  return ticks
}

// The heir says
// - timeTitle, timeTicks, valueTicks: its axes,
// - y(value): how high a value lies,
// - dotOf(line): how `drawDot` draws the dot where the cursor meets a line.
// A line has its `times`, `valueAt(frame)`, `colour`, `width` and `dash`. `size` is in pixels: the
// height, the margins around the plot, the gap between it and the values, where ticks begin, and
// how far beneath the plot the cursor ends, the times stand and their title, if not beside them.
export class TimeChart {
  constructor(label, lines, size, player) {
    Object.assign(this, { lines, size, player })
    this.bottom = size.height - size.bottom
    this.picture = make("canvas")
    this.canvas = makeCanvas(label)
    onDrag(this.canvas, (event) => this.seek(event))
    this.element = make("div", { class: "chart" }, this.canvas)
  }

  seek({ offsetX }) {
    const { first, last } = this.player
    this.player.pause(false)
    this.player.seek(first + ((offsetX - this.size.left) / this.room) * (last - first), false)
  }

  x(time) {
    const { first, last } = this.player
    return this.size.left + ((time - first) / (last - first || 1)) * this.room
  }

  layout(theme) {
    this.theme = theme
    this.width = this.element.clientWidth
    this.room = this.width - this.size.left - this.size.right
    this.pen = fit(this.canvas, this.width, this.size.height)
    this.drawLines(fit(this.picture, this.width, this.size.height))
  }

  drawLines(pen) {
    pen.lineJoin = "round"
    for (const { times, valueAt, colour, width, dash } of this.lines) {
      Object.assign(pen, { strokeStyle: colour, lineWidth: width })
      pen.setLineDash(dash)
      pen.beginPath()
      times.forEach((time, frame) => {
        const value = valueAt(frame)
        if (Number.isFinite(value)) pen.lineTo(this.x(time), this.y(value))
      })
      pen.stroke()
    }
  }

  draw(time) {
    if (!this.width) return
    this.pen.clearRect(0, 0, this.width, this.size.height)
    this.drawAxes(this.pen)
    this.drawPicture(this.pen, this.x(time))
    this.drawCursor(this.pen, time)
  }

  drawAxes(pen) {
    const { theme, room, bottom, size: { left, gap, tickTop = bottom, times, title } } = this
    Object.assign(pen, { font: `12px ${theme.font}`, fillStyle: theme.text })
    Object.assign(pen, { strokeStyle: theme.border, lineWidth: 1 })
    pen.beginPath()
    Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
    for (const { at, label } of this.valueTicks) {
      const y = this.y(at)
      pen.moveTo(left, Math.round(y) + 0.5)
      pen.lineTo(left + room, Math.round(y) + 0.5)
      pen.fillText(label, left - gap, y)
    }
    Object.assign(pen, { textAlign: "center", textBaseline: "top" })
    for (const { at, label } of this.timeTicks) {
      const x = Math.round(this.x(at)) + 0.5
      pen.moveTo(x, tickTop)
      pen.lineTo(x, bottom + 5)
      pen.fillText(label, x, bottom + times)
    }
    pen.stroke()
    if (title) return pen.fillText(this.timeTitle, left + room / 2, bottom + title)
    pen.textAlign = "right"
    pen.fillText(this.timeTitle, left - gap, bottom + times)
  }

  drawPicture(pen, cursor) {
    const { picture, width, size: { height } } = this
    pen.globalAlpha = 0.3
    pen.drawImage(picture, 0, 0, width, height)
    pen.globalAlpha = 1
    pen.save()
    pen.beginPath()
    pen.rect(0, 0, cursor, height)
    pen.clip()
    pen.drawImage(picture, 0, 0, width, height)
    pen.restore()
  }

  drawCursor(pen, time) {
    Object.assign(pen, { strokeStyle: this.theme.text, lineWidth: 1.5 })
    pen.beginPath()
    pen.moveTo(this.x(time), this.size.top - 4)
    pen.lineTo(this.x(time), this.bottom + this.size.cursor)
    pen.stroke()
    for (const line of this.lines) {
      const [at, value] = this.meet(line, time)
      if (Number.isFinite(value)) drawDot(pen, this.x(at), this.y(value), this.dotOf(line))
    }
  }

  // The time and the value at which the cursor meets a line.
  meet({ times, valueAt }, time) {
    const frame = lastUpTo(times, time)
    return [times[frame], valueAt(frame)]
  }
}
