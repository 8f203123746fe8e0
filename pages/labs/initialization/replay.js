// Replays two Playground networks from the bytes that replay.py packs: reading, arithmetic,
// drawing, and their player.
import { openBytes } from "../../shared/player/bytes.js"
import { evenTicks, TimeChart } from "../../shared/player/chart.js"
import { colourOf, INK, inkOf, signColour } from "../../shared/player/colours.js"
import { make, makeEntry, makeScale } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { clamp, lastUpTo, written } from "../../shared/player/numbers.js"
import { fit, makeCanvas } from "../../shared/player/picture.js"
import { Plane } from "../../shared/player/plane.js"
import { Player } from "../../shared/player/player.js"

const PLANE = 6
const CELLS = 80
const BINS = 24
const HISTOGRAM = { width: 190, height: 104 }
const SMALLEST_LOSS = 1e-7
const CHART = {
  height: 240, top: 26, right: 14, bottom: 42, left: 52, gap: 7, cursor: 0, times: 8, title: 25,
}

const NETWORK_COLOURS = ["#009E73", "#CC79A7"]
// Train and test.
const DASHES = [[], [6, 4]]

const INPUTS = {
  x: { label: "x", value: (x, y) => x },
  y: { label: "y", value: (x, y) => y },
  xSquared: { label: "x²", value: (x, y) => x * x },
  ySquared: { label: "y²", value: (x, y) => y * y },
  xTimesY: { label: "xy", value: (x, y) => x * y },
  sinX: { label: "sin x", value: (x, y) => Math.sin(x) },
  sinY: { label: "sin y", value: (x, y) => Math.sin(y) },
}

const ACTIVATIONS = {
  relu: { label: "ReLU", value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  tanh: { label: "tanh", value: Math.tanh, slope: (z, a) => 1 - a * a },
  sigmoid: { label: "sigmoid", value: (z) => 1 / (1 + Math.exp(-z)), slope: (z, a) => a * (1 - a) },
  linear: { label: "linear", value: (z) => z, slope: () => 1 },
}

const HINT =
  "Point at a unit, or tab to it, to see its output on the large surface and to look inside it; " +
  "a click keeps it there, Escape lets it go. The small square at a unit's corner is its bias."

// ---------------------------------------------------------------- reading the bytes

function unpack(bytes) {
  const { header, take } = openBytes(bytes)
  return header.networks.map((described) => readNetwork(described, take))
}

function readNetwork({ name, activation, inputs, sizes, frames, points }, take) {
  const iterations = take(frames)
  const layers = sizes.slice(1).map((units, depth) => ({ units, fanIn: sizes[depth] }))
  for (const layer of layers) layer.weights = take(frames * layer.units * layer.fanIn)
  for (const layer of layers) layer.biases = take(frames * layer.units)
  const losses = take(2 * frames)
  const network = { name, activation, inputs, sizes, iterations, layers, losses }
  network.train = makePoints(network, take(3 * points[0]))
  network.test = makePoints(network, take(3 * points[1]))
  network.grid = makeGrid(network)
  return network
}

function makePoints(network, triples) {
  const column = (offset) => triples.filter((_, i) => i % 3 === offset)
  const [xs, ys, labels] = [column(0), column(1), column(2)]
  return { xs, ys, labels, ...makeField(network, xs, ys) }
}

function makeGrid(network) {
  const xs = new Float32Array(CELLS * CELLS)
  const ys = new Float32Array(CELLS * CELLS)
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      xs[row * CELLS + column] = ((column + 0.5) / CELLS) * 2 * PLANE - PLANE
      ys[row * CELLS + column] = PLANE - ((row + 0.5) / CELLS) * 2 * PLANE
    }
  }
  return makeField(network, xs, ys)
}

// Room for what the network makes of the points xs, ys: an array (points,) for each unit.
function makeField(network, xs, ys) {
  const room = (units) => Array.from({ length: units }, () => new Float32Array(xs.length))
  return {
    inputs: network.inputs.map((name) => xs.map((x, i) => INPUTS[name].value(x, ys[i]))),
    layers: network.layers.map(({ units }) => ({ totals: room(units), outputs: room(units) })),
  }
}

// ---------------------------------------------------------------- the network's arithmetic

function activationOf(network, depth) {
  return ACTIVATIONS[depth === network.layers.length - 1 ? "tanh" : network.activation]
}

function weightOf(layer, frame, unit, source) {
  return layer.weights[(frame * layer.units + unit) * layer.fanIn + source]
}

function biasOf(layer, frame, unit) {
  return layer.biases[frame * layer.units + unit]
}

function addScaled(sum, factor, terms) {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * terms[i]
}

function forward(network, frame, field) {
  let sources = field.inputs
  network.layers.forEach((layer, depth) => {
    const { totals, outputs } = field.layers[depth]
    const { value } = activationOf(network, depth)
    totals.forEach((total, unit) => {
      total.fill(biasOf(layer, frame, unit))
      sources.forEach((source, i) => addScaled(total, weightOf(layer, frame, unit, i), source))
      const output = outputs[unit]
      for (let i = 0; i < total.length; i++) output[i] = value(total[i])
    })
    sources = outputs
  })
}

// The gradient of each point's loss ½(output − label)² by each unit's pre-activation: an array
// (points,) for each unit of each layer. `forward` has filled `points` before.
function backward(network, frame, points) {
  const last = network.layers.length - 1
  const deltas = points.layers.map(({ totals }) => totals.map((z) => new Float64Array(z.length)))
  for (let depth = last; depth >= 0; depth--) {
    const { totals, outputs } = points.layers[depth]
    const { slope } = activationOf(network, depth)
    deltas[depth].forEach((delta, unit) => {
      const output = outputs[unit]
      if (depth === last) delta.forEach((_, i) => (delta[i] = output[i] - points.labels[i]))
      else {
        const later = network.layers[depth + 1]
        deltas[depth + 1].forEach((from, target) =>
          addScaled(delta, weightOf(later, frame, target, unit), from),
        )
      }
      delta.forEach((_, i) => (delta[i] *= slope(totals[unit][i], output[i])))
    })
  }
  return deltas
}

// What the detail box says of a unit; layer 1 is the first that has weights.
function inspect(network, frame, layer, unit) {
  const weights = network.layers[layer - 1]
  const { totals, outputs } = network.train.layers[layer - 1]
  const { slope } = activationOf(network, layer - 1)
  const slopes = Array.from(totals[unit], (z, i) => slope(z, outputs[unit][i]))
  const gradients = backward(network, frame, network.train)[layer - 1][unit]
  return {
    bias: biasOf(weights, frame, unit),
    weights: Array.from({ length: weights.fanIn }, (_, i) => weightOf(weights, frame, unit, i)),
    totals: totals[unit],
    passes: slopes.map((s) => s > 0),
    passing: mean(slopes.map((s) => (s > 0 ? 1 : 0))),
    meanSlope: mean(slopes),
    meanGradient: mean(gradients),
    meanGradientSize: mean(gradients.map(Math.abs)),
  }
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function isWrong(network, points, i) {
  return !(points.layers.at(-1).outputs[0][i] * points.labels[i] > 0)
}

function countWrong(network, points) {
  return points.labels.reduce((count, _, i) => count + isWrong(network, points, i), 0)
}

// ---------------------------------------------------------------- words

function signed(number, digits = 3) {
  return written(number.toFixed(digits))
}

function scientific(number) {
  if (number === 0 || !Number.isFinite(number)) return String(number)
  if (Math.abs(number) >= 0.001) return signed(number, 4)
  const [digits, power] = number.toExponential(1).split("e")
  return `${written(digits)} · ${powerOfTen(Number(power))}`
}

function powerOfTen(power) {
  const raised = String(Math.abs(power)).replace(/./g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])
  return `10${power < 0 ? "⁻" : ""}${raised}`
}

function unitName(network, layer, unit) {
  if (layer === 0) return `input ${INPUTS[network.inputs[unit]].label}`
  if (layer === network.layers.length) return "output unit"
  return `layer ${layer}, unit ${unit + 1}`
}

function sourceName(network, layer, unit) {
  return layer === 0 ? INPUTS[network.inputs[unit]].label : `unit ${unit + 1}`
}

// ---------------------------------------------------------------- points

function drawDot(pen, x, y, label, isTest) {
  pen.beginPath()
  pen.arc(x, y, isTest ? 2.8 : 3.2, 0, 2 * Math.PI)
  pen.strokeStyle = "#FFFFFF"
  pen.lineWidth = isTest ? 3.4 : 1.2
  pen.stroke()
  if (isTest) {
    pen.strokeStyle = signColour(label)
    pen.lineWidth = 1.6
    pen.stroke()
  } else {
    pen.fillStyle = signColour(label)
    pen.fill()
  }
}

function traceCross(pen, x, y) {
  const reach = 4.2
  pen.moveTo(x - reach, y - reach)
  pen.lineTo(x + reach, y + reach)
  pen.moveTo(x - reach, y + reach)
  pen.lineTo(x + reach, y - reach)
}

// ---------------------------------------------------------------- one network's panel

class Panel {
  constructor(network, index, player) {
    Object.assign(this, { network, index, player })
    this.examined = { index, layer: 1, unit: 0 }
    this.element = this.makeElement()
  }

  makeElement() {
    const { name, activation, sizes } = this.network
    this.trainLoss = make("b", { class: "train-loss" })
    this.testLoss = make("b", { class: "test-loss" })
    this.note = make("span", { class: "note" })
    const title = make("h3", {}, `Network ${name}`)
    const kind = make("span", { class: "note" }, `${ACTIVATIONS[activation].label} hidden units`)
    const losses = make("span", { class: "losses" })
    losses.append("Train loss ", this.trainLoss, " Test loss ", this.testLoss)
    const panel = make("section", { class: "panel", "aria-label": `Network ${name}` })
    panel.style.setProperty("--network", NETWORK_COLOURS[this.index])
    this.diagram = this.makeDiagram(sizes)
    this.detail = make("div", { class: "detail", id: `detail-${this.index}` })
    this.histogram = makeCanvas("")
    panel.append(
      make("header", {}, title, kind, this.note, losses),
      make("div", { class: "pictures" }, this.diagram, this.makeSurface(name), this.detail),
    )
    return panel
  }

  makeDiagram(sizes) {
    const hidden = sizes.slice(1, -1)
    const shape = hidden.length ? `hidden layers of ${hidden.join(", ")} units` : "no hidden layer"
    this.links = makeCanvas(
      `Diagram of network ${this.network.name}: ${sizes[0]} inputs, ${shape}, one output; each ` +
        "unit with its own output over the plane, links as wide as their weights",
    )
    this.buttons = sizes.map((units, layer) =>
      Array.from({ length: units }, (_, unit) => this.makeUnit(layer, unit)),
    )
    const diagram = make("div", { class: "diagram" }, this.links, ...this.buttons.flat())
    diagram.style.flexBasis = `${44 + 44 * sizes.length}px`
    return diagram
  }

  makeUnit(layer, unit) {
    const button = make("button", {
      type: "button",
      class: "unit",
      "aria-label": `Network ${this.network.name}, ${unitName(this.network, layer, unit)}`,
      "aria-describedby": `detail-${this.index}`,
      "aria-pressed": "false",
    })
    const selection = { index: this.index, layer, unit }
    button.onpointerenter = button.onfocus = () => this.player.point(selection)
    button.onpointerleave = button.onblur = () => this.player.point(null)
    button.onclick = () => this.player.pin(selection)
    return button
  }

  makeSurface(name) {
    const label =
      `What network ${name} answers over the plane, x and y from −6 to 6: orange negative, blue ` +
      "positive, with the data points"
    this.plane = new Plane(label, [-PLANE, PLANE, -PLANE, PLANE], CELLS)
    this.caption = make("p", { class: "note caption" })
    this.wrong = make("p", { class: "note wrong" })
    return make("div", { class: "surface" }, this.caption, this.plane.element, this.wrong)
  }

  layout(theme) {
    this.theme = theme
    const deepest = Math.max(...this.network.sizes)
    this.diagram.style.minHeight = `${deepest * 38 + 22}px`
    const { clientWidth: width, clientHeight: height } = this.diagram
    this.linkPen = fit(this.links, width, height)
    this.place(width, height)
    this.plane.layout()
    this.histogramPen = fit(this.histogram, HISTOGRAM.width, HISTOGRAM.height)
    this.drawn = null
    this.dotsDrawn = null
  }

  place(width, height) {
    const { sizes } = this.network
    const [top, left, right] = [20, 40, 4]
    const room = (width - left - right) / sizes.length
    const pitch = Math.min(54, (height - top) / Math.max(...sizes))
    this.unitSide = Math.floor(Math.min(40, room * 0.72, pitch * 0.82))
    const gap = (width - left - right - this.unitSide) / (sizes.length - 1)
    this.places = sizes.map((units, layer) =>
      Array.from({ length: units }, (_, unit) => ({
        x: Math.round(left + layer * gap),
        y: Math.round(top + (height - top - units * pitch) / 2 + (unit + 0.15) * pitch),
      })),
    )
    this.longNames = gap > 46
    this.buttons.forEach((layer, depth) =>
      layer.forEach((button, unit) => {
        const { x, y } = this.places[depth][unit]
        Object.assign(button.style, {
          left: `${x}px`, top: `${y}px`, width: `${this.unitSide}px`, height: `${this.unitSide}px`,
        })
      }),
    )
  }

  // `selection` is the unit that the large surface shows, `examined` the one of the detail box.
  draw(iteration, selection, showTest) {
    const frame = lastUpTo(this.network.iterations, iteration)
    this.write(frame, iteration)
    const state = JSON.stringify([frame, selection, this.examined, showTest])
    if (state === this.drawn || !this.plane.side) return
    this.drawn = state
    for (const field of [this.network.grid, this.network.train, this.network.test]) {
      forward(this.network, frame, field)
    }
    this.drawDiagram(frame, selection)
    this.drawSurface(selection, showTest)
    this.describe(frame)
    this.mark()
  }

  mark() {
    const { pinned } = this.player
    this.buttons.forEach((layer, depth) =>
      layer.forEach((button, unit) => {
        const is = (other) => other?.layer === depth && other?.unit === unit
        button.classList.toggle("examined", is(this.examined))
        button.setAttribute("aria-pressed", is(pinned) && pinned.index === this.index)
      }),
    )
  }

  write(frame, iteration) {
    const { iterations } = this.network
    const [train, test] = this.network.losses.subarray(2 * frame)
    this.trainLoss.textContent = train.toFixed(3)
    this.testLoss.textContent = test.toFixed(3)
    const ended = frame === iterations.length - 1 ? "ended at" : "shown at"
    this.note.textContent =
      iterations[frame] === iteration ? "" : `${ended} iteration ${iterations[frame]}`
  }

  valuesOf(layer, unit) {
    const { inputs, layers } = this.network.grid
    return layer === 0 ? inputs[unit] : layers[layer - 1].outputs[unit]
  }

  drawDiagram(frame, selection) {
    const pen = this.linkPen
    pen.clearRect(0, 0, this.links.width, this.links.height)
    this.network.layers.forEach((layer, depth) => this.drawLinks(layer, depth, frame, selection))
    pen.globalAlpha = 1
    this.places.forEach((units, layer) =>
      units.forEach(({ x, y }, unit) => {
        this.plane.heatMap.draw(this.valuesOf(layer, unit), pen, x, y, this.unitSide)
        if (layer > 0) this.drawBias(biasOf(this.network.layers[layer - 1], frame, unit), x, y)
      }),
    )
    this.drawNames()
  }

  drawLinks(layer, depth, frame, selection) {
    const pen = this.linkPen
    const half = this.unitSide / 2
    for (let unit = 0; unit < layer.units; unit++) {
      for (let source = 0; source < layer.fanIn; source++) {
        const weight = weightOf(layer, frame, unit, source)
        const from = this.places[depth][source]
        const to = this.places[depth + 1][unit]
        const middle = (from.x + this.unitSide + to.x) / 2
        const into = !selection || (selection.layer === depth + 1 && selection.unit === unit)
        pen.beginPath()
        pen.moveTo(from.x + this.unitSide, from.y + half)
        pen.bezierCurveTo(middle, from.y + half, middle, to.y + half, to.x, to.y + half)
        pen.setLineDash(weight === 0 ? [2, 4] : [])
        pen.strokeStyle = weight === 0 ? this.theme.text : signColour(weight)
        pen.lineWidth = 1 + 1.8 * Math.min(5, Math.abs(weight))
        pen.globalAlpha = (into ? 1 : 0.2) * (0.5 + 0.5 * Math.min(1, Math.abs(weight)))
        pen.stroke()
      }
    }
    pen.setLineDash([])
  }

  drawBias(bias, x, y) {
    const pen = this.linkPen
    pen.fillStyle = inkOf(colourOf(bias))
    pen.strokeStyle = INK
    pen.lineWidth = 1
    pen.fillRect(x - 3, y + this.unitSide - 5, 7, 7)
    pen.strokeRect(x - 3, y + this.unitSide - 5, 7, 7)
  }

  drawNames() {
    const pen = this.linkPen
    const last = this.places.length - 1
    pen.fillStyle = this.theme.text
    pen.font = `12px ${this.theme.font}`
    pen.textBaseline = "middle"
    pen.textAlign = "right"
    this.network.inputs.forEach((name, unit) => {
      const { x, y } = this.places[0][unit]
      pen.fillText(INPUTS[name].label, x - 7, y + this.unitSide / 2)
    })
    this.places.forEach((units, layer) => {
      const short = layer === 0 ? "in" : layer === last ? "out" : String(layer)
      const long = layer === 0 ? "inputs" : layer === last ? "output" : `layer ${layer}`
      const edge = layer === last ? "right" : "center"
      pen.textAlign = edge
      const x = units[0].x + this.unitSide * (edge === "right" ? 1 : 0.5)
      pen.fillText(this.longNames ? long : short, x, 8)
    })
  }

  drawSurface(selection, showTest) {
    const last = this.network.layers.length
    const { layer, unit } = selection ?? { layer: last, unit: 0 }
    if (this.dotsDrawn !== showTest) this.drawDots(showTest)
    this.plane.draw(this.valuesOf(layer, unit))
    this.drawCrosses(showTest)
    this.caption.textContent = selection
      ? `Output of ${unitName(this.network, layer, unit)}`
      : "Output of the network"
    const { train, test } = this.network
    const count = (points) => `${countWrong(this.network, points)} of ${points.xs.length}`
    this.wrong.textContent = `Wrong: ${count(train)} train, ${count(test)} test`
  }

  pointsShown(showTest) {
    const { train, test } = this.network
    return showTest ? [test, train] : [train]
  }

  drawDots(showTest) {
    const pen = this.plane.clearDots()
    for (const points of this.pointsShown(showTest)) {
      const isTest = points === this.network.test
      points.xs.forEach((x, i) =>
        drawDot(pen, ...this.plane.position(x, points.ys[i]), points.labels[i], isTest),
      )
    }
    this.dotsDrawn = showTest
  }

  drawCrosses(showTest) {
    const { plane, plane: { pen } } = this
    pen.beginPath()
    for (const points of this.pointsShown(showTest)) {
      points.xs.forEach((x, i) => {
        if (isWrong(this.network, points, i)) traceCross(pen, ...plane.position(x, points.ys[i]))
      })
    }
    pen.strokeStyle = INK
    pen.lineWidth = 1.3
    pen.stroke()
  }

  describe(frame) {
    const { layer, unit } = this.examined
    const name = unitName(this.network, layer, unit)
    const title = make("h4", {}, `${this.network.name}: ${name}`)
    if (layer === 0) {
      const words = "Taken from the point itself: no weights, nothing to learn."
      this.detail.replaceChildren(title, make("p", { class: "note" }, words))
      return
    }
    const found = inspect(this.network, frame, layer, unit)
    const text = make("div", {}, title, this.listWeights(found, layer), this.listGradients(found))
    this.detail.replaceChildren(
      make("div", { class: "columns" }, text, this.makeHistogram(found, name)),
    )
  }

  listWeights({ bias, weights }, layer) {
    const named = weights.map((weight, i) => [sourceName(this.network, layer - 1, i), weight])
    const entries = [["bias", bias], ...named]
    const list = make("ul", { class: "weights", "aria-label": "Weights and bias" })
    for (const [name, value] of entries) {
      const number = make("b", {}, signed(value))
      const entry = make("li", {}, `${name} `, number)
      entry.style.setProperty("--sign", value === 0 ? this.theme.border : signColour(value))
      list.append(entry)
    }
    return list
  }

  listGradients({ meanGradient, meanGradientSize, passing, meanSlope }) {
    const rows = [
      ["Mean gradient ∂loss/∂z", scientific(meanGradient)],
      ["Mean size of it", scientific(meanGradientSize)],
      ["Passes a gradient on", `${(100 * passing).toFixed(0)} % of points`],
      ["Mean slope", signed(meanSlope)],
    ]
    const list = make("dl")
    for (const [term, value] of rows) list.append(make("dt", {}, term), make("dd", {}, value))
    return list
  }

  makeHistogram({ totals, passes }, name) {
    this.histogram.setAttribute(
      "aria-label",
      `Histogram of the pre-activation z of ${name} over the training points`,
    )
    this.histogramPen.clearRect(0, 0, HISTOGRAM.width, HISTOGRAM.height)
    drawHistogram(this.histogramPen, totals, passes, this.theme)
    const words =
      `Pre-activation z of the ${totals.length} training points; grey: no gradient passes`
    return make("figure", {}, this.histogram, make("figcaption", { class: "note" }, words))
  }
}

function drawHistogram(pen, totals, passes, theme) {
  const { width } = HISTOGRAM
  const height = HISTOGRAM.height - 18
  let [low, high] = [Math.min(...totals), Math.max(...totals)]
  if (!(high > low)) [low, high] = [low - 1, high + 1]
  const bins = Array.from({ length: BINS }, () => ({ passed: 0, blocked: 0 }))
  totals.forEach((z, i) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(((z - low) / (high - low)) * BINS))]
    if (bin) bin[passes[i] ? "passed" : "blocked"] += 1
  })
  const tallest = Math.max(1, ...bins.map((bin) => bin.passed + bin.blocked))
  const step = width / BINS
  bins.forEach(({ passed, blocked }, i) => {
    let y = height
    for (const [count, colour] of [[passed, "#56B4E9"], [blocked, "#8A939C"]]) {
      const bar = (count / tallest) * (height - 4)
      pen.fillStyle = colour
      pen.fillRect(i * step, (y -= bar), step - 1, bar)
    }
  })
  pen.strokeStyle = pen.fillStyle = theme.text
  pen.font = `11px ${theme.font}`
  pen.textBaseline = "bottom"
  pen.beginPath()
  pen.moveTo(0, height + 0.5)
  pen.lineTo(width, height + 0.5)
  const zero = (-low / (high - low)) * width
  if (zero >= 0 && zero <= width) {
    pen.moveTo(zero, 0)
    pen.lineTo(zero, height)
  }
  pen.lineWidth = 1
  pen.stroke()
  pen.textAlign = "left"
  pen.fillText(signed(low, 2), 0, height + 17)
  pen.textAlign = "right"
  pen.fillText(signed(high, 2), width, height + 17)
  if (zero > 45 && zero < width - 45) {
    pen.textAlign = "center"
    pen.fillText("0", zero, height + 17)
  }
}

// ---------------------------------------------------------------- the loss chart

class LossChart extends TimeChart {
  timeTitle = "iteration (passes over the data)"

  constructor(networks, player) {
    const label =
      "Train and test loss of both networks by iteration, on a logarithmic axis; the slider " +
      "moves the same cursor"
    super(label, networks.flatMap(lossLines), CHART, player)
    this.scale = logScale(networks.flatMap(({ losses }) => Array.from(losses)))
    this.valueTicks = this.scale.ticks
  }

  get timeTicks() {
    return evenTicks(this.player.first, this.player.last, this.width / 90)
  }

  seek(event) {
    super.seek(event)
    this.player.announce()
  }

  y(loss) {
    const { low, high } = this.scale
    const share = Math.log(high / clamp(loss, low, high)) / Math.log(high / low)
    return CHART.top + share * (this.bottom - CHART.top)
  }

  dotOf({ colour, split }) {
    return { radius: 4.5, fill: split ? this.theme.background : colour, edge: colour, width: 2 }
  }

  drawAxes(pen) {
    super.drawAxes(pen)
    pen.textAlign = "left"
    pen.fillText("loss (½ squared error, log)", 0, 2)
  }
}

// Test before train, so that the dot of train lies on top.
function lossLines({ iterations, losses }, index) {
  return [1, 0].map((split) => ({
    times: iterations,
    valueAt: (frame) => losses[2 * frame + split],
    colour: NETWORK_COLOURS[index], width: 2.5, dash: DASHES[split], split,
  }))
}

// The ends of a logarithmic axis around `values` and its ticks at 1, 2 and 5 times powers of ten.
function logScale(values) {
  const usable = values.filter((value) => value > 0 && Number.isFinite(value))
  const lowest = Math.max(SMALLEST_LOSS, Math.min(...usable, 1))
  const highest = Math.max(lowest, ...usable)
  const candidates = []
  for (let power = Math.floor(Math.log10(lowest)) - 1; power <= Math.log10(highest) + 1; power++) {
    for (const digit of [1, 2, 5]) candidates.push({ digit, value: Number(`${digit}e${power}`) })
  }
  const low = candidates.findLast(({ value }) => value <= lowest).value
  const high = candidates.find(({ value }) => value >= highest && value > low).value
  const sparse = high / low > 100
  const ticks = candidates
    .filter(({ value }) => value >= low && value <= high)
    .filter(({ digit }) => !sparse || digit === 1)
    .map(({ value }) => ({ at: value, label: tickLabel(value) }))
  return { low, high, ticks }
}

function tickLabel(value) {
  if (value >= 0.001) return String(value)
  const [digit, power] = value.toExponential(0).split("e")
  return (digit === "1" ? "" : `${digit}·`) + powerOfTen(Number(power))
}

// ---------------------------------------------------------------- the player

class ReplayPlayer extends Player {
  timeUnit = "iteration"
  showTest = false

  read(bytes) {
    this.pointed = this.pinned = null
    this.networks = unpack(bytes)
    const shapes = this.networks.map(({ inputs, sizes }) => JSON.stringify([inputs, sizes]))
    this.alike = shapes.every((shape) => shape === shapes[0])
    return this.networks.flatMap(({ iterations }) => Array.from(iterations))
  }

  makeParts() {
    this.panels = this.networks.map((network, index) => new Panel(network, index, this))
    this.chart = new LossChart(this.networks, this)
    this.parts = [...this.panels, this.chart]
    return [
      this.makeKey(),
      make("p", { class: "note" }, HINT),
      make("div", { class: "panels" }, ...this.panels.map(({ element }) => element)),
      this.chart.element,
    ]
  }

  makeKey() {
    const box = make("input", { type: "checkbox" })
    box.checked = this.showTest
    box.onchange = () => {
      this.showTest = box.checked
      this.draw()
    }
    const lines = this.networks.flatMap(({ name }, index) =>
      ["train", "test"].map((split) => {
        const line = makeEntry(`line ${split}`, `${name} ${split}`)
        line.style.setProperty("--network", NETWORK_COLOURS[index])
        return line
      }),
    )
    return make(
      "div",
      { class: "key note" },
      make("label", {}, box, "Show test points"),
      makeEntry("dot", "training point"),
      makeEntry("ring", "test point"),
      makeEntry("cross", "on the wrong side"),
      makeScale(),
      ...lines,
    )
  }

  // ---- what is pointed at

  point(selection) {
    this.pointed = selection
    const examined = selection ?? this.pinned
    for (const panel of this.panels) {
      panel.examined = this.onPanel(panel, examined) ?? panel.examined
    }
    this.draw()
  }

  pin(selection) {
    const same = JSON.stringify(this.pinned) === JSON.stringify(selection)
    this.pinned = same ? null : selection
    for (const panel of this.panels) panel.drawn = null
    this.draw()
  }

  // Networks of one shape show the same unit side by side.
  onPanel(panel, selection) {
    return selection && (this.alike || selection.index === panel.index) ? selection : null
  }

  answer(event) {
    if (event.key !== "Escape" || !this.pinned) return super.answer(event)
    this.pin(this.pinned)
    return true
  }

  drawParts() {
    const selection = this.pointed ?? this.pinned
    for (const panel of this.panels) {
      panel.draw(this.now, this.onPanel(panel, selection), this.showTest)
    }
    this.chart.draw(this.now)
  }

  report() {
    const losses = this.panels.map(({ network: { name }, trainLoss, testLoss }) => {
      const [train, test] = [trainLoss.textContent, testLoss.textContent]
      return `Network ${name}: train loss ${train}, test loss ${test}.`
    })
    return losses.join(" ")
  }
}

export default mount(ReplayPlayer)
