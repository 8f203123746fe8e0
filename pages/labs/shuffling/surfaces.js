// Replays the decision surfaces of one network trained in several orders, from the bytes that
// surfaces.py packs: reading, drawing, and their player.
import { openBytes } from "../../shared/player/bytes.js"
import { evenTicks, TimeChart } from "../../shared/player/chart.js"
import {
  colourOf, INK, inkOf, NEGATIVE, pixelOf, POSITIVE, signColour,
} from "../../shared/player/colours.js"
import { make, makeEntry, makeScale } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { clamp, lastUpTo } from "../../shared/player/numbers.js"
import { endName, Plane } from "../../shared/player/plane.js"
import { Player } from "../../shared/player/player.js"

const STEPS = 127
const NOT_A_NUMBER = -128
const NO_NUMBER_PIXEL = pixelOf("#8A939C")
const MOST_DOTS = 300
const CHART = {
  height: 151, top: 8, right: 10, bottom: 38, left: 46, gap: 6, cursor: 3, tickTop: 8, times: 7,
  title: 22,
}
// Pixels of the plot of accuracies, and of the strip of labels beneath it.
const PLOT_HEIGHT = 84
const STRIP = { top: 99, height: 14 }
const LABELS = ["−1", "+1"]
const LINES = [{ colour: NEGATIVE, width: 4.5 }, { colour: POSITIVE, width: 2 }]

// ---------------------------------------------------------------- reading the bytes

function unpack(bytes) {
  const { header, take } = openBytes(bytes)
  const films = header.films.map((described) => readFilm(described, take))
  for (const film of films) film.surfaces = take(film.frames * film.side ** 2, Int8Array)
  return { epoch: header.epoch, films }
}

function readFilm(described, take) {
  const { frames, points } = described
  return {
    ...described,
    updates: take(frames),
    accuracy: take(2 * frames),
    shown: take(frames - 1),
    points: readPoints(take(3 * points)),
  }
}

function readPoints(triples) {
  return Array.from({ length: triples.length / 3 }, (_, i) => {
    const [x, y, label] = triples.subarray(3 * i)
    return { x, y, label }
  })
}

// Every `stride`th point of each class.
function thinned(points, stride) {
  const seen = { [-1]: 0, 1: 0 }
  return points.filter(({ label }) => seen[label]++ % stride === 0)
}

// ---------------------------------------------------------------- colours and words

function colourOfStep(step) {
  return step === NOT_A_NUMBER ? NO_NUMBER_PIXEL : colourOf(step / STEPS)
}

// Rounded, but 0 % and 100 % only where they are exact.
function percent(share) {
  if (Number.isNaN(share)) return "no number"
  if (share === 0 || share === 1) return `${100 * share} %`
  return `${clamp(Math.round(100 * share), 1, 99)} %`
}

function nameOfMean(label) {
  if (label === undefined) return "nothing yet"
  if (Math.abs(label) === 1) return LABELS[label < 0 ? 0 : 1]
  return `${percent((1 + label) / 2)} +1`
}

// ---------------------------------------------------------------- the line of no decision

// Trace where `values` (side × side) turn from calling −1 to calling +1, in units of one cell. The
// outermost values hold up to the edge of the plane.
function traceZero(path, values, side) {
  const kept = (index) => clamp(index, 0, side - 1)
  for (let row = -1; row < side; row++) {
    const upper = kept(row) * side
    const lower = kept(row + 1) * side
    for (let column = -1; column < side; column++) {
      const [left, right] = [kept(column), kept(column + 1)]
      const a = values[upper + left]
      const b = values[upper + right]
      const c = values[lower + right]
      const d = values[lower + left]
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue
      traceCell(path, column + 0.5, row + 0.5, [a, b, c, d])
    }
  }
}

// The corners of a cell and their values go clockwise from the upper left.
const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]]

function traceCell(path, x, y, values) {
  if (values.includes(NOT_A_NUMBER)) return
  const crossings = CORNERS.flatMap(([fromX, fromY], i) => {
    const [from, to] = [values[i], values[(i + 1) % 4]]
    if (from > 0 === to > 0) return []
    const [toX, toY] = CORNERS[(i + 1) % 4]
    const share = from / (from - to)
    return [[x + fromX + share * (toX - fromX), y + fromY + share * (toY - fromY)]]
  })
  crossings.forEach((place, i) => (i % 2 ? path.lineTo(...place) : path.moveTo(...place)))
}

// ---------------------------------------------------------------- one film's panel

class Panel {
  constructor(film, stride, player) {
    Object.assign(this, { film, player })
    this.points = thinned(film.points, stride)
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
      make("div", { class: "pictures" }, this.makeSurface(), this.makeReadout()),
      this.chart.element,
    )
  }

  makeSurface() {
    const { name, reach, side } = this.film
    const [xLow, xHigh, yLow, yHigh] = reach.map(endName)
    const label =
      `What the network answers over the plane, ${name}: x from ${xLow} to ${xHigh}, y from ` +
      `${yLow} to ${yHigh}, orange −1, blue +1, with the points and the line between`
    this.plane = new Plane(label, reach, side, colourOfStep)
    this.broken = make("p", { class: "broken", hidden: "" }, "No longer a number")
    this.plane.frame.append(this.broken)
    return make("div", { class: "surface" }, this.plane.element)
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
    return this.readout
  }

  layout(theme) {
    this.plane.layout()
    this.drawDots(this.plane.clearDots())
    this.drawn = null
    this.chart.layout(theme)
  }

  drawDots(pen) {
    const radius = clamp(this.plane.side / 110, 1.6, 3)
    pen.strokeStyle = "#FFFFFF"
    pen.lineWidth = radius / 3
    for (const { x, y, label } of this.points) {
      pen.beginPath()
      pen.arc(...this.plane.position(x, y), radius, 0, 2 * Math.PI)
      pen.fillStyle = signColour(label)
      pen.fill()
      pen.stroke()
    }
  }

  draw(update) {
    const { updates } = this.film
    const frame = lastUpTo(updates, update)
    this.note.textContent = updates[frame] === update ? "" : `shown at update ${updates[frame]}`
    this.chart.draw(update)
    if (frame === this.drawn || !this.plane.side) return
    this.drawn = frame
    this.drawSurface(frame)
    this.write(frame)
  }

  drawSurface(frame) {
    const { side, surfaces } = this.film
    const values = surfaces.subarray(frame * side ** 2, (frame + 1) * side ** 2)
    this.plane.draw(values)
    this.drawBoundary(values)
    this.broken.hidden = !values.includes(NOT_A_NUMBER)
  }

  drawBoundary(values) {
    const { pen, side } = this.plane
    const cell = side / this.film.side
    const cells = new Path2D()
    traceZero(cells, values, this.film.side)
    const path = new Path2D()
    path.addPath(cells, new DOMMatrix().scale(cell))
    pen.lineCap = "round"
    for (const [colour, width] of [["#FFFFFF", 4.5], [INK, 2]]) {
      pen.strokeStyle = colour
      pen.lineWidth = width
      pen.stroke(path)
    }
  }

  write(frame) {
    const { accuracy, shown } = this.film
    this.shown.textContent = nameOfMean(shown[frame - 1])
    this.right.forEach((value, i) => (value.textContent = percent(accuracy[2 * frame + i])))
  }

  report() {
    const { name } = this.film
    if (!this.broken.hidden) return `${name}: the network's output is no longer a number.`
    const right = this.right.map((value, i) => `right of ${LABELS[i]}: ${value.textContent}`)
    return `${name}: being shown: ${this.shown.textContent}, ${right.join(", ")}.`
  }
}

// ---------------------------------------------------------------- the chart below it

class AccuracyChart extends TimeChart {
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
    pen.strokeRect(CHART.left, STRIP.top, this.room, STRIP.height)
    Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
    pen.fillText("shown", CHART.left - CHART.gap, STRIP.top + STRIP.height / 2)
  }
}

// ---------------------------------------------------------------- the player

class SurfacesPlayer extends Player {
  timeUnit = "update"

  read(bytes) {
    const { epoch, films } = unpack(bytes)
    this.epoch = epoch
    this.films = films
    return films.flatMap(({ updates }) => Array.from(updates))
  }

  get counted() {
    const [now, last] = [this.now, this.last].map((update) => update.toLocaleString("en"))
    return `${now} of ${last} (epoch ${(this.now / this.epoch).toFixed(2)})`
  }

  makeParts() {
    const most = Math.max(...this.films.map(({ points }) => points.length))
    const stride = Math.max(1, Math.ceil(most / MOST_DOTS))
    this.parts = this.films.map((film) => new Panel(film, stride, this))
    const panels = this.parts.map(({ element }) => element)
    return [this.makeKey(stride), make("div", { class: "panels" }, ...panels)]
  }

  makeKey(stride) {
    const points = stride === 1 ? "point" : `point (1 in ${stride} is drawn)`
    return make(
      "div",
      { class: "key note" },
      makeScale("The network calls "),
      makeEntry("boundary", "where it changes its mind"),
      makeEntry("dot", points),
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

  report() {
    return this.parts.map((panel) => panel.report()).join(" ")
  }
}

export default mount(SurfacesPlayer)
