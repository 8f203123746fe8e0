// Shows how one output cell of a convolution is computed, and which outputs one pixel feeds, from
// the bytes that cell_view.py packs.
import { make, makeChoice, makeEntry } from "../../shared/player/element.js"
import { mount } from "../../shared/player/events.js"
import { written } from "../../shared/player/numbers.js"
import { Player } from "../../shared/player/player.js"
import { Grid } from "./cell_view_grid.js"
import { Layer } from "./cell_view_layer.js"
import { writeFed, writeSum } from "./cell_view_words.js"

// Pixels: a cell's least and largest side, the least for each digit of the longest number, what lies
// between two grids and around one, and the side from which on a weight fits beneath a number.
const CELL = { least: 20, most: 42, digit: 5.6, gap: 20, edge: 2, roomy: 31 }

class OneCell extends Player {
  timeUnit = "cell"

  read(bytes) {
    this.layer = new Layer(bytes)
    this.filter = this.channel = 0
    this.pixel = null
    return Array.from({ length: this.layer.outputSize ** 2 }, (_, i) => i)
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
    return [this.arena]
  }

  makeRest() {
    return [this.words, this.makeWalks(), this.makeKey()]
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
    const { title, lines, said, told } = this.pixel ? this.drawPixel() : this.drawCell()
    this.words.replaceChildren(make("h3", {}, title), ...lines)
    Object.assign(this, { said, told })
    this.root.dataset.pixel = this.pixel ? `${this.pixel.row},${this.pixel.column}` : ""
  }

  drawCell() {
    const { layer, filter, channel, place } = this
    const window = layer.window(place.row, place.column)
    this.inputGrid.light(window.map((tap) => ({ ...tap, mark: this.mark(tap) })))
    this.kernelGrid.light([])
    this.outputGrid.light([])
    this.inputGrid.choose(null)
    this.outputGrid.choose(place)
    return writeSum(layer, filter, channel, place, window)
  }

  drawPixel() {
    const { layer, filter, channel, pixel } = this
    const fed = layer.fedBy(pixel.row, pixel.column)
    this.inputGrid.light([])
    this.inputGrid.choose(pixel)
    this.outputGrid.choose(null)
    this.outputGrid.light(fed.map((cell) => ({ ...cell, mark: this.mark(cell) })))
    this.kernelGrid.light(fed.map(({ tapRow, tapColumn }) => ({ row: tapRow, column: tapColumn })))
    return writeFed(layer, filter, channel, pixel, fed)
  }

  // The weight at a tap, as it stands beneath a number.
  mark({ tapRow, tapColumn }) {
    return `×${written(this.layer.weight(this.filter, this.channel, tapRow, tapColumn))}`
  }

  report() {
    return this.said
  }

  happening() {
    return this.told
  }

  announce() {
    this.spoken.textContent = this.said
  }
}

export default mount(OneCell)
