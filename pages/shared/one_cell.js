// Shows how one output cell of a convolution is computed, and which outputs one pixel feeds, from
// the bytes that one_cell.py packs. player.js stands in front of this script.

// Pixels: a cell's least and largest side, the room that a digit takes at the least side, between
// boards, and the side from which on a cell has room for a weight beneath its number.
const CELL = { least: 21, most: 42, digit: 6.5, gap: 20, roomy: 31 }
const STRONGEST_SHADE = 45
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

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

  eachTap(make) {
    const size = this.kernelSize
    return Array.from({ length: size ** 2 }, (_, i) => make(Math.floor(i / size), i % size))
  }
}

// ---------------------------------------------------------------- words

function written(number) {
  return String(number).replace("-", "−")
}

function factor(number) {
  return number < 0 ? `(${written(number)})` : written(number)
}

function summed(numbers) {
  return numbers.map(factor).join(" + ")
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
    this.grid = make("div", { class: "grid", role: point ? "grid" : "table", "aria-label": title })
    this.grid.style.setProperty("--columns", side)
    this.cells = []
    this.grid.append(this.makeHeads(), ...Array.from({ length: side }, (_, i) => this.makeRow(i)))
    this.heading = make("h3", {}, title)
    this.note = make("span", { class: "note" })
    this.element = make(
      "section", { class: "board" }, make("header", {}, this.heading, this.note),
      make("div", { class: "scroll" }, this.grid),
    )
    if (point) this.listen(point)
  }

  get role() {
    return this.grid.getAttribute("role") === "grid" ? "gridcell" : "cell"
  }

  makeHeads() {
    const heads = Array.from({ length: this.side }, (_, i) => this.makeHead("columnheader", i))
    return make("div", { class: "row", role: "row" }, make("span", { role: "cell" }), ...heads)
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
    const pointAt = ({ target }) => {
      const index = this.cells.indexOf(target.closest(".cell"))
      if (index >= 0) point(this.placeOf(index))
    }
    this.grid.onpointerover = pointAt
    this.grid.onfocusin = pointAt
    // A finger is held by the cell it came down on, unless that lets go of it.
    this.grid.onpointerdown = ({ target, pointerId }) => {
      if (target.hasPointerCapture(pointerId)) target.releasePointerCapture(pointerId)
    }
    for (const cell of this.cells) cell.tabIndex = -1
    this.cells[0].tabIndex = 0
    this.stop = this.cells[0]
  }

  placeOf(index) {
    return {
      row: this.first + Math.floor(index / this.side),
      column: this.first + (index % this.side),
    }
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
    this.stop.tabIndex = -1
    this.chosen.tabIndex = 0
    this.stop = this.chosen
  }

  // Move the focus as `key` asks, and say whether it asks for anything.
  move(cell, key) {
    const index = this.cells.indexOf(cell)
    const [row, column] = [Math.floor(index / this.side), index % this.side]
    const last = this.side - 1
    const kept = (place) => Math.min(last, Math.max(0, place))
    let to
    if (key in ARROWS) to = [kept(row + ARROWS[key][0]), kept(column + ARROWS[key][1])]
    else if (key === "Home") to = [row, 0]
    else if (key === "End") to = [row, last]
    else return false
    this.cells[to[0] * this.side + to[1]].focus()
    return true
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

class Words {
  constructor() {
    this.element = make("section", { class: "words", "aria-label": "The sum written out" })
  }

  show(title, lines) {
    this.element.replaceChildren(make("h3", {}, title), ...lines)
  }
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
    return { row: Math.floor(this.now / this.layer.outputSize), column: this.now % this.layer.outputSize }
  }

  makeParts() {
    const { layer } = this
    this.inputGrid = new Grid("Input", layer.paddedSize, -layer.padding, (place) => this.pointIn(place))
    this.kernelGrid = new Grid("Kernel", layer.kernelSize, 0)
    this.outputGrid = new Grid("Output", layer.outputSize, 0, (place) => this.pointOut(place))
    this.boards = [this.inputGrid, this.kernelGrid, this.outputGrid]
    for (const cell of this.inputGrid.cells) {
      const { row, column } = this.inputGrid.placeOf(this.inputGrid.cells.indexOf(cell))
      cell.classList.toggle("outside", !layer.holds(row, column))
    }
    this.words = new Words()
    this.fill()
    this.parts = [this]
    const boards = make("div", { class: "boards" }, ...this.boards.map(({ element }) => element))
    this.arena = boards
    return [this.makeWalks(), this.makeKey(), boards, this.words.element]
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
    const press = (chosen) => {
      buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === chosen))
      choose(chosen)
    }
    const buttons = Array.from({ length: count }, (_, i) =>
      makeButton(`${label} ${i}`, () => {
        press(i)
        this.fill()
        this.layout()
        this.announce()
      }, String(i)),
    )
    press(0)
    const group = make("span", { class: "buttons", role: "group", "aria-label": label }, ...buttons)
    return make("span", { class: "walk" }, label, group)
  }

  makeKey() {
    const { stride, padding, dilation } = this.layer
    const entries = [
      makeEntry("chosen", "what you point at"),
      makeEntry("lit", "its window, or the outputs it feeds"),
    ]
    if (padding) entries.push(makeEntry("outside", "padding: zeros around the input"))
    return make(
      "div", { class: "key note" }, ...entries,
      make("span", {}, `stride ${stride} · padding ${padding} · dilation ${dilation}`),
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
    this.inputGrid.note.textContent =
      `channel ${channel} of ${layer.inChannels}, ${shape(layer.inputSize)}`
    this.kernelGrid.note.textContent = `filter ${filter}, channel ${channel}`
    this.outputGrid.note.textContent = `filter ${filter}, ${shape(layer.outputSize)}`
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
    super.seek(time, aloud)
    if (back) this.draw()
  }

  answer(event) {
    const cell = event.target.closest(".cell")
    const grid = this.boards.find(({ cells }) => cells.includes(cell))
    return grid ? grid.move(cell, event.key) || this.answerSpace(event) : super.answer(event)
  }

  answerSpace(event) {
    return event.key === " " && super.answer(event)
  }

  // ---- the screen

  // Cells as large as fit: all three grids in a row, else input and output, else one below another.
  layout(theme) {
    if (!theme) return super.layout()
    const [input, kernel, output] = this.boards.map(({ side }) => side + 1)
    const fits = [[input, kernel, output], [input, output], [Math.max(input, output)]]
      .map((row) => (this.arena.clientWidth - CELL.gap * (row.length - 1)) / row.reduce((a, b) => a + b))
    const longest = Math.max(...this.boards.map((board) => board.longest))
    const least = Math.max(CELL.least, longest * CELL.digit)
    const fitting = fits.find((side) => side >= least) ?? least
    const side = Math.min(CELL.most, Math.floor(fitting))
    this.arena.style.setProperty("--cell", `${side}px`)
    this.arena.style.setProperty("--number", `${Math.min(15, Math.max(10.5, (side / longest) * 1.4))}px`)
    this.arena.classList.toggle("roomy", side >= CELL.roomy)
    this.arena.classList.toggle("paired", fitting !== fits[0] && fitting === fits[1])
  }

  drawParts() {
    this.lines = this.pixel ? this.drawPixel() : this.drawCell()
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

  writeSum(window) {
    const { layer, filter, channel, place } = this
    const bias = layer.biases[filter]
    const lines = []
    const sums = []
    for (let c = 0; c < layer.inChannels; c++) {
      const products = window.map(({ tapRow, tapColumn, row, column }) => {
        const [pixel, weight] = [layer.pixel(c, row, column), layer.weight(filter, c, tapRow, tapColumn)]
        return { text: `${pixel}×${factor(weight)}`, product: pixel * weight, outside: !layer.holds(row, column) }
      })
      sums.push(products.reduce((sum, { product }) => sum + product, 0))
      lines.push({ name: `Channel ${c}`, products, result: sums[c], shown: c === channel })
    }
    const total = layer.outputAt(filter, place.row, place.column)
    const title = `Output ${at(place)}, filter ${filter}`
    const end = `${summed(sums)} + bias ${factor(bias)} = `
    this.words.show(title, [
      ...lines.map(({ name, products, result, shown }) =>
        make("p", { class: shown ? "line shown" : "line" },
          make("span", { class: "name" }, name), " ", ...makeTerms(products), " = ",
          make("b", {}, written(result)))),
      make("p", { class: "line total" }, make("span", { class: "name" }, "Sum"), " ", end,
        make("b", {}, written(total))),
    ])
    const spoken = lines.flatMap(({ products }) => products.map(({ text }) => text)).join(" + ")
    return `${title}: ${spoken} + bias ${factor(bias)} = ${written(total)}`
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
    const many = layer.outChannels > 1 ? ` (${fed.length * layer.outChannels} of all ${layer.outChannels} filters)` : ""
    const summary = fed.length
      ? `It feeds ${counted(fed.length, "output")} of the ${cells} of filter ${filter}${many}.`
      : "It feeds no output: no window holds it."
    const paths = fed.map((cell) => `${at(cell)}: ${value}×${factor(weight(cell))}`)
    const list = make("ul", { class: "paths" }, ...paths.map((path) => make("li", {}, path)))
    this.words.show(title, [make("p", { class: "line" }, summary), list])
    return [`${title}. ${summary}`, ...paths.map((path) => `Output ${path}`)].join(" ")
  }

  report() {
    return this.lines
  }

  announce() {
    this.spoken.textContent = this.report()
  }
}

export default playWith(OneCell)
