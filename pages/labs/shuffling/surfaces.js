// Replays the decision surfaces of one network trained in several orders, from the bytes that
// surfaces.py packs: reading, drawing, and their player. player.js stands in front of this script.

const STEPS = 127
const NOT_A_NUMBER = -128
const NO_NUMBER_COLOUR = "#8A939C"
const MOST_DOTS = 300
const CHART = { top: 8, plot: 84, gap: 7, strip: 14, bottom: 38, left: 46, right: 10 }
const CHART_BOTTOM = CHART.top + CHART.plot
const STRIP_TOP = CHART_BOTTOM + CHART.gap
const STRIP_BOTTOM = STRIP_TOP + CHART.strip
const CHART_HEIGHT = STRIP_BOTTOM + CHART.bottom
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

const NO_NUMBER_PIXEL = pixel(channels(NO_NUMBER_COLOUR))

function colourOfStep(step) {
  return step === NOT_A_NUMBER ? NO_NUMBER_PIXEL : colourOf(step / STEPS)
}

// Rounded, but 0 % and 100 % only where they are exact.
function percent(share) {
  if (Number.isNaN(share)) return "no number"
  if (share === 0 || share === 1) return `${100 * share} %`
  return `${Math.min(99, Math.max(1, Math.round(100 * share)))} %`
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
  const kept = (index) => Math.min(side - 1, Math.max(0, index))
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
    this.heatMap = new HeatMap(film.side, colourOfStep)
    this.dots = make("canvas")
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
    const { name, reach } = this.film
    const [xLow, xHigh, yLow, yHigh] = reach.map((end) => String(Number(end.toPrecision(2))).replace("-", "−"))
    this.surface = makeCanvas(
      `What the network answers over the plane, ${name}: x from ${xLow} to ${xHigh}, y from ` +
        `${yLow} to ${yHigh}, orange −1, blue +1, with the points and the line between`,
    )
    this.broken = make("p", { class: "broken", hidden: "" }, "No longer a number")
    this.frame = make("div", { class: "frame" }, this.surface, this.broken)
    const plot = makePlot(this.frame, [yHigh, "y", yLow], [xLow, "x", xHigh])
    return make("div", { class: "surface" }, plot)
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
    this.side = this.frame.clientWidth
    this.pen = fit(this.surface, this.side, this.side)
    this.drawDots(fit(this.dots, this.side, this.side))
    this.drawn = null
    this.chart.layout(theme)
  }

  // The points never move, so they are drawn once and copied on every frame.
  drawDots(pen) {
    const [xLow, xHigh, yLow, yHigh] = this.film.reach
    const radius = Math.min(3, Math.max(1.6, this.side / 110))
    pen.strokeStyle = "#FFFFFF"
    pen.lineWidth = radius / 3
    for (const { x, y, label } of this.points) {
      pen.beginPath()
      pen.arc(
        ((x - xLow) / (xHigh - xLow)) * this.side,
        ((yHigh - y) / (yHigh - yLow)) * this.side,
        radius, 0, 2 * Math.PI,
      )
      pen.fillStyle = signColour(label)
      pen.fill()
      pen.stroke()
    }
  }

  draw(update) {
    const { updates } = this.film
    const frame = lastUpTo(updates, update)
    this.note.textContent = updates[frame] === update ? "" : `shown at update ${updates[frame]}`
    this.chart.draw(update, frame)
    if (frame === this.drawn || !this.side) return
    this.drawn = frame
    this.drawSurface(frame)
    this.write(frame)
  }

  drawSurface(frame) {
    const { side, surfaces } = this.film
    const values = surfaces.subarray(frame * side ** 2, (frame + 1) * side ** 2)
    this.heatMap.drawPale(values, this.pen, this.side)
    this.pen.drawImage(this.dots, 0, 0, this.side, this.side)
    this.drawBoundary(values)
    this.broken.hidden = !values.includes(NOT_A_NUMBER)
  }

  drawBoundary(values) {
    const pen = this.pen
    const cell = this.side / this.film.side
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

class AccuracyChart {
  constructor(film, player) {
    Object.assign(this, { film, player })
    this.lines = make("canvas")
    this.canvas = makeCanvas(
      `Share right of the points labelled −1 and +1 by epoch, ${film.name}; beneath, the labels ` +
        "shown; the slider moves the same cursor",
    )
    onDrag(this.canvas, (event) => this.seek(event))
    this.canvas.onpointerup = () => player.announce()
    this.element = make("div", { class: "chart" }, this.canvas)
  }

  seek({ offsetX }) {
    const share = (offsetX - CHART.left) / this.room
    this.player.pause(false)
    this.player.seek(share * this.player.last, false)
  }

  x(update) {
    return CHART.left + (update / (this.player.last || 1)) * this.room
  }

  y(share) {
    return CHART.top + (1 - share) * CHART.plot
  }

  layout(theme) {
    this.theme = theme
    this.width = this.element.clientWidth
    this.room = this.width - CHART.left - CHART.right
    this.pen = fit(this.canvas, this.width, CHART_HEIGHT)
    const pen = fit(this.lines, this.width, CHART_HEIGHT)
    this.drawLines(pen)
    this.drawStrip(pen)
  }

  drawLines(pen) {
    const { updates, accuracy } = this.film
    pen.lineJoin = "round"
    LINES.forEach(({ colour, width }, i) => {
      pen.strokeStyle = colour
      pen.lineWidth = width
      pen.beginPath()
      updates.forEach((update, frame) => {
        const share = accuracy[2 * frame + i]
        if (Number.isFinite(share)) pen.lineTo(this.x(update), this.y(share))
      })
      pen.stroke()
    })
  }

  drawStrip(pen) {
    const { updates, shown } = this.film
    shown.forEach((label, frame) => {
      // Whole pixels, so that no seam shows between neighbours.
      const [start, end] = [frame, frame + 1].map((at) => Math.round(this.x(updates[at])))
      pen.fillStyle = inkOf(colourOf(label))
      pen.fillRect(start, STRIP_TOP, end - start, CHART.strip)
    })
  }

  draw(update, frame) {
    const pen = this.pen
    if (!this.width) return
    pen.clearRect(0, 0, this.width, CHART_HEIGHT)
    this.drawAxes(pen)
    drawUpTo(pen, this.lines, this.x(update), this.width, CHART_HEIGHT)
    this.drawCursor(pen, this.x(update), frame)
  }

  drawAxes(pen) {
    const right = this.width - CHART.right
    const { epoch, last } = this.player
    pen.font = `12px ${this.theme.font}`
    pen.lineWidth = 1
    pen.strokeStyle = this.theme.border
    pen.fillStyle = this.theme.text
    pen.textAlign = "right"
    pen.textBaseline = "middle"
    pen.beginPath()
    for (const share of [0, 0.5, 1]) {
      pen.moveTo(CHART.left, Math.round(this.y(share)) + 0.5)
      pen.lineTo(right, Math.round(this.y(share)) + 0.5)
      pen.fillText(`${100 * share} %`, CHART.left - 6, this.y(share))
    }
    pen.fillText("shown", CHART.left - 6, STRIP_TOP + CHART.strip / 2)
    pen.textAlign = "center"
    pen.textBaseline = "top"
    for (const tick of evenTicks(0, last / epoch, this.room / 50)) {
      const x = Math.round(this.x(tick * epoch)) + 0.5
      pen.moveTo(x, CHART.top)
      pen.lineTo(x, STRIP_BOTTOM + 5)
      pen.fillText(String(tick), x, STRIP_BOTTOM + 7)
    }
    pen.rect(CHART.left, STRIP_TOP, this.room, CHART.strip)
    pen.stroke()
    pen.fillText("epoch", CHART.left + this.room / 2, STRIP_BOTTOM + 22)
  }

  drawCursor(pen, cursor, frame) {
    pen.strokeStyle = this.theme.text
    pen.lineWidth = 1.5
    pen.beginPath()
    pen.moveTo(cursor, CHART.top - 4)
    pen.lineTo(cursor, STRIP_BOTTOM + 3)
    pen.stroke()
    const { updates, accuracy } = this.film
    LINES.forEach(({ colour, width }, i) => {
      const share = accuracy[2 * frame + i]
      if (!Number.isFinite(share)) return
      pen.beginPath()
      pen.arc(this.x(updates[frame]), this.y(share), 3 + width / 2, 0, 2 * Math.PI)
      pen.fillStyle = colour
      pen.strokeStyle = this.theme.background
      pen.fill()
      pen.stroke()
    })
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

  get last() {
    return this.ticks.at(-1)
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

export default playWith(SurfacesPlayer)
