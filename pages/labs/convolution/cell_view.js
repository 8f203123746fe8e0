// Shows how one output cell of a convolution is computed, and which outputs one pixel feeds, from
// the bytes that cell_view.py packs.
import { openBytes } from "../../shared/player/bytes.js"
import { make, makeChoice, makeEntry } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { KeyboardGrid, placeOf } from "../../shared/player/grid.js"
import { written } from "../../shared/player/numbers.js"
import { Player } from "../../shared/player/player.js"

// Pixels: a cell's least and largest side, the least for each digit of the longest number, what lies
// between two grids and around one, and the side from which on a weight fits beneath a number.
const CELL = { least: 20, most: 42, digit: 5.6, gap: 20, edge: 2, roomy: 31 }
// Pixels: a number's largest size, and its size times its digits as a share of the cell.
const NUMBER = { most: 15, fill: 1.75 }
const STRONGEST_SHADE = 45

// ---------------------------------------------------------------- the layer

class Layer {
  constructor(bytes) {
    const { header, take } = openBytes(bytes)
    Object.assign(this, header)
    this.input = take(this.inChannels * this.inputSize ** 2)
    this.weights = take(this.outChannels * this.inChannels * this.kernelSize ** 2)
    this.biases = take(this.outChannels)
    this.output = take(this.outChannels * this.outputSize ** 2)
    this.paddedSize = this.inputSize + 2 * this.padding
  }

  holds(row, column) {
    return [row, column].every((place) => place >= 0 && place < this.inputSize)
  }

  pixel(channel, row, column) {
    if (!this.holds(row, column)) return 0
    return this.input[(channel * this.inputSize + row) * this.inputSize + column]
  }

  weight(filter, channel, tapRow, tapColumn) {
    const kernel = filter * this.inChannels + channel
    return this.weights[(kernel * this.kernelSize + tapRow) * this.kernelSize + tapColumn]
  }

  outputAt(filter, row, column) {
    return this.output[(filter * this.outputSize + row) * this.outputSize + column]
  }

  // Where each tap of the window of an output cell lies in the input.
  window(row, column) {
    return this.eachTap((tapRow, tapColumn) => ({
      tapRow,
      tapColumn,
      row: row * this.stride + tapRow * this.dilation - this.padding,
      column: column * this.stride + tapColumn * this.dilation - this.padding,
    }))
  }

  // The output cells whose window holds a place of the input, in reading order, each with its tap.
  fedBy(row, column) {
    const along = (place, tap) => (place + this.padding - tap * this.dilation) / this.stride
    const exists = (place) => Number.isInteger(place) && place >= 0 && place < this.outputSize
    return this.eachTap((tapRow, tapColumn) => ({
      tapRow, tapColumn, row: along(row, tapRow), column: along(column, tapColumn),
    })).filter((cell) => exists(cell.row) && exists(cell.column)).reverse()
  }

  eachTap(describe) {
    const size = this.kernelSize
    return Array.from({ length: size ** 2 }, (_, i) => describe(...placeOf(i, size)))
  }
}

// ---------------------------------------------------------------- words

function factor(number) {
  return number < 0 ? `(${written(number)})` : written(number)
}

function at({ row, column }) {
  return `row ${written(row)}, column ${written(column)}`
}

function counted(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`
}

// ---------------------------------------------------------------- a grid of numbers

// Cells of side × side numbers, with their rows and columns numbered from `first` on. `point` is
// called with the place that the pointer or the focus comes to; without it the grid is a table.
class Grid {
  constructor(title, side, first, point) {
    Object.assign(this, { title, side, first })
    this.lit = []
    this.grid = make("div", { class: "grid", role: point ? "grid" : "table" })
    this.grid.style.setProperty("--columns", side)
    this.cells = []
    this.grid.append(this.makeHeads(), ...Array.from({ length: side }, (_, i) => this.makeRow(i)))
    this.note = make("span", { class: "note" })
    this.element = make(
      "section", { class: "board" }, make("header", {}, make("h3", {}, title), this.note),
      make("div", { class: "scroll" }, this.grid),
    )
    if (point) this.listen(point)
  }

  get role() {
    return this.grid.getAttribute("role") === "grid" ? "gridcell" : "cell"
  }

  makeHeads() {
    const heads = Array.from({ length: this.side }, (_, i) => this.makeHead("columnheader", i))
    return make("div", { class: "row", role: "row" }, make("span", { role: this.role }), ...heads)
  }

  makeHead(role, i) {
    return make("span", { class: "head", role }, written(this.first + i))
  }

  makeRow(i) {
    const cells = Array.from({ length: this.side }, () =>
      make("span", { class: "cell", role: this.role }, make("b"), make("small")),
    )
    this.cells.push(...cells)
    return make("div", { class: "row", role: "row" }, this.makeHead("rowheader", i), ...cells)
  }

  listen(point) {
    const pointAt = (cell) => {
      const index = this.cells.indexOf(cell)
      if (index >= 0) point(this.placeOf(index))
    }
    this.grid.onpointerover = ({ target }) => {
      const cell = target.closest(".cell")
      if (cell !== this.chosen) pointAt(cell)
    }
    this.grid.addEventListener("focusin", ({ target }) => pointAt(target))
    // A finger is held by the cell it came down on, unless that lets go of it.
    this.grid.onpointerdown = ({ target, pointerId }) => {
      if (target.hasPointerCapture(pointerId)) target.releasePointerCapture(pointerId)
    }
    this.keyboard = new KeyboardGrid(this.cells, this.side)
  }

  placeOf(index) {
    const [row, column] = placeOf(index, this.side)
    return { row: this.first + row, column: this.first + column }
  }

  cellAt({ row, column }) {
    return this.cells[(row - this.first) * this.side + column - this.first]
  }

  // Write a number into every cell; `strongest` is the size of the number with the deepest shade.
  fill(numberAt, strongest, nameOf = () => "") {
    this.cells.forEach((cell, i) => {
      const place = this.placeOf(i)
      const number = numberAt(place)
      cell.firstChild.textContent = written(number)
      cell.classList.toggle("below", number < 0)
      cell.style.setProperty("--shade", `${(STRONGEST_SHADE * Math.abs(number)) / strongest}%`)
      cell.setAttribute("aria-label", `${nameOf(place)}${at(place)}: ${written(number)}`)
    })
    this.longest = Math.max(...this.cells.map((cell) => cell.firstChild.textContent.length))
  }

  say(note) {
    this.note.textContent = note
    this.grid.setAttribute("aria-label", `${this.title}, ${note}`)
  }

  // As large a number as a cell of `side` has room for.
  arrange(side) {
    const size = Math.min(NUMBER.most, (NUMBER.fill * side) / this.longest)
    this.grid.style.setProperty("--number", `${size}px`)
  }

  // Show these cells, {row, column, mark}, in a frame with their mark, and no others.
  light(cells) {
    for (const cell of this.lit) {
      cell.classList.remove("lit")
      cell.lastChild.textContent = ""
    }
    this.lit = cells.map((place) => this.cellAt(place))
    this.lit.forEach((cell, i) => {
      cell.classList.add("lit")
      cell.lastChild.textContent = cells[i].mark ?? ""
    })
  }

  // Mark one cell, or none, as the one that the words are about; it is where Tab goes.
  choose(place) {
    this.chosen?.classList.remove("chosen")
    this.chosen?.removeAttribute("aria-selected")
    this.chosen = place && this.cellAt(place)
    if (!this.chosen) return
    this.chosen.classList.add("chosen")
    this.chosen.setAttribute("aria-selected", "true")
    this.keyboard.stopAt(this.chosen)
  }
}

// ---------------------------------------------------------------- the sum, or the outputs fed

// Products as words that can wrap between terms; those with padding look like padding.
function makeTerms(products) {
  return products.flatMap(({ text, outside }, i) => {
    const term = make("span", { class: outside ? "term outside" : "term" }, text)
    return i ? [" + ", term] : [term]
  })
}

// ---------------------------------------------------------------- the component

class OneCell extends Player {
  timeUnit = "cell"

  read(bytes) {
    this.layer = new Layer(bytes)
    this.filter = this.channel = 0
    this.pixel = null
    return Array.from({ length: this.layer.outputSize ** 2 }, (_, i) => i)
  }

  rebuild(bytes) {
    super.rebuild(bytes)
    this.tick = 0
  }

  get counted() {
    return `${this.now + 1} of ${this.ticks.length}`
  }

  get place() {
    return this.outputGrid.placeOf(this.now)
  }

  makeParts() {
    const { layer } = this
    this.inputGrid = new Grid("Input", layer.paddedSize, -layer.padding, (place) => this.pointIn(place))
    this.kernelGrid = new Grid("Kernel", layer.kernelSize, 0)
    this.outputGrid = new Grid("Output", layer.outputSize, 0, (place) => this.pointOut(place))
    this.boards = [this.inputGrid, this.kernelGrid, this.outputGrid]
    this.inputGrid.cells.forEach((cell, i) => {
      const { row, column } = this.inputGrid.placeOf(i)
      cell.classList.toggle("outside", !layer.holds(row, column))
    })
    this.words = make("section", { class: "words", "aria-label": "Written out" })
    this.fill()
    this.arena = make("div", { class: "boards" }, ...this.boards.map(({ element }) => element))
    this.parts = [{ layout: () => this.arrange() }]
    return [this.makeWalks(), this.makeKey(), this.arena, this.words]
  }

  // Buttons that walk through the input channels and the filters.
  makeWalks() {
    const { inChannels, outChannels } = this.layer
    return make(
      "div", { class: "controls walks" },
      this.makeWalk("Input channel", inChannels, (chosen) => (this.channel = chosen)),
      this.makeWalk("Filter", outChannels, (chosen) => (this.filter = chosen)),
    )
  }

  makeWalk(label, count, choose) {
    const words = Array.from({ length: count }, (_, i) => String(i))
    const choice = makeChoice(label, words, 0, (chosen) => {
      choose(chosen)
      this.fill()
      this.layout()
      this.announce()
    })
    return make("span", { class: "walk" }, label, choice)
  }

  makeKey() {
    const { kernelSize, stride, padding, dilation } = this.layer
    const entries = [
      makeEntry("chosen", "what you point at"),
      makeEntry("lit", "its window, or the outputs it feeds"),
    ]
    if (padding) entries.push(makeEntry("outside", "padding: zeros around the input"))
    return make(
      "div", { class: "key note" }, ...entries,
      make("span", {}, `kernel ${kernelSize} · stride ${stride} · padding ${padding} · dilation ${dilation}`),
    )
  }

  fill() {
    const { layer, channel, filter } = this
    const strongest = (numbers) => Math.max(...numbers.map(Math.abs)) || 1
    this.inputGrid.fill(
      ({ row, column }) => layer.pixel(channel, row, column), strongest(layer.input),
      ({ row, column }) => (layer.holds(row, column) ? "" : "padding, "),
    )
    this.kernelGrid.fill(
      ({ row, column }) => layer.weight(filter, channel, row, column), strongest(layer.weights),
    )
    this.outputGrid.fill(
      ({ row, column }) => layer.outputAt(filter, row, column), strongest(layer.output),
    )
    const shape = (size) => `${size} × ${size}`
    this.inputGrid.say(`channel ${channel}, ${shape(layer.inputSize)}`)
    this.kernelGrid.say(`filter ${filter}, channel ${channel}`)
    this.outputGrid.say(`filter ${filter}, ${shape(layer.outputSize)}`)
  }

  // ---- pointing

  pointOut({ row, column }) {
    this.pause(false)
    this.seek(row * this.layer.outputSize + column)
  }

  pointIn(place) {
    this.pause(false)
    this.pixel = place
    this.draw()
    this.announce()
  }

  seek(time, aloud = true) {
    const back = this.pixel
    this.pixel = null
    super.seek(time, false)
    if (back) this.draw()
    if (aloud) this.announce()
  }

  answer(event) {
    const cell = event.target.closest(".cell")
    const grid = this.boards.find(({ cells }) => cells.includes(cell))
    return grid?.keyboard?.move(cell, event.key) || super.answer(event)
  }

  // ---- the screen

  // Cells as large as fit: all three grids in a row, else input and output, else one below another.
  arrange() {
    const [input, kernel, output] = this.boards.map(({ side }) => side + 1)
    const fits = [[input, kernel, output], [input, output], [Math.max(input, output)]].map((row) => {
      const room = this.arena.clientWidth - CELL.gap * (row.length - 1) - CELL.edge * row.length
      return room / row.reduce((sum, columns) => sum + columns)
    })
    const least = Math.max(CELL.least, CELL.digit * Math.max(...this.boards.map(({ longest }) => longest)))
    const fitting = fits.find((side) => side >= least) ?? least
    const side = Math.min(CELL.most, Math.floor(fitting))
    this.arena.style.setProperty("--cell", `${side}px`)
    this.arena.classList.toggle("roomy", side >= CELL.roomy)
    this.arena.classList.toggle("paired", fitting !== fits[0] && fitting === fits[1])
    for (const board of this.boards) board.arrange(side)
  }

  drawParts() {
    this.said = this.pixel ? this.drawPixel() : this.drawCell()
    this.root.dataset.pixel = this.pixel ? `${this.pixel.row},${this.pixel.column}` : ""
  }

  drawCell() {
    const { layer, filter, channel, place } = this
    const window = layer.window(place.row, place.column)
    const mark = ({ tapRow, tapColumn }) => `×${written(layer.weight(filter, channel, tapRow, tapColumn))}`
    this.inputGrid.light(window.map((tap) => ({ ...tap, mark: mark(tap) })))
    this.kernelGrid.light([])
    this.outputGrid.light([])
    this.inputGrid.choose(null)
    this.outputGrid.choose(place)
    return this.writeSum(window)
  }

  write(title, lines) {
    this.words.replaceChildren(make("h3", {}, title), ...lines)
  }

  writeSum(window) {
    const { layer, filter, channel, place } = this
    const channels = Array.from({ length: layer.inChannels }, (_, c) => this.productsOf(window, c))
    const sums = channels.map((products) => products.reduce((sum, { product }) => sum + product, 0))
    const bias = factor(layer.biases[filter])
    const total = written(layer.outputAt(filter, place.row, place.column))
    const title = `Output ${at(place)}, filter ${filter}`
    const named = (name, shown, ...words) =>
      make("p", { class: shown ? "line shown" : "line" }, make("span", { class: "name" }, name), " ", ...words)
    this.write(title, [
      ...channels.map((products, c) => named(
        `Channel ${c}`, c === channel, ...makeTerms(products), " = ", make("b", {}, written(sums[c])),
      )),
      named("Sum", false, `${sums.map(factor).join(" + ")} + bias ${bias} = `, make("b", {}, total)),
    ])
    const products = channels.flat().map(({ text }) => text).join(" + ")
    return `${title}: ${products} + bias ${bias} = ${total}`
  }

  productsOf(window, c) {
    const { layer, filter } = this
    return window.map(({ tapRow, tapColumn, row, column }) => {
      const pixel = layer.pixel(c, row, column)
      const weight = layer.weight(filter, c, tapRow, tapColumn)
      const text = `${pixel}×${factor(weight)}`
      return { text, product: pixel * weight, outside: !layer.holds(row, column) }
    })
  }

  drawPixel() {
    const { layer, filter, channel, pixel } = this
    const fed = layer.fedBy(pixel.row, pixel.column)
    const weight = ({ tapRow, tapColumn }) => layer.weight(filter, channel, tapRow, tapColumn)
    this.inputGrid.light([])
    this.inputGrid.choose(pixel)
    this.outputGrid.choose(null)
    this.outputGrid.light(fed.map((cell) => ({ ...cell, mark: `×${written(weight(cell))}` })))
    this.kernelGrid.light(fed.map(({ tapRow, tapColumn }) => ({ row: tapRow, column: tapColumn })))
    return this.writeFed(fed, weight)
  }

  writeFed(fed, weight) {
    const { layer, filter, channel, pixel } = this
    const inside = layer.holds(pixel.row, pixel.column)
    const value = written(layer.pixel(channel, pixel.row, pixel.column))
    const title = inside
      ? `Input ${at(pixel)}, channel ${channel} is ${value}`
      : `Padding ${at(pixel)} is always 0`
    const cells = layer.outputSize ** 2
    const all = `${fed.length * layer.outChannels} over the ${layer.outChannels} filters`
    const many = layer.outChannels > 1 ? ` (${all})` : ""
    const summary = fed.length
      ? `It feeds ${counted(fed.length, "output")} of the ${cells} of filter ${filter}${many}.`
      : "It feeds no output: no window holds it."
    const paths = fed.map((cell) => `${at(cell)}: ${value}×${factor(weight(cell))}`)
    const list = make("ul", { class: "paths" }, ...paths.map((path) => make("li", {}, path)))
    this.write(title, [make("p", { class: "line" }, summary), list])
    return [`${title}. ${summary}`, ...paths.map((path) => `Output ${path}`)].join(" ")
  }

  announce() {
    this.spoken.textContent = this.said
  }
}

export default mount(OneCell)
