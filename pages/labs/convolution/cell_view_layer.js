// A convolution as cell_view.py packs it, and which numbers of it belong together.
import { decoded } from "../../shared/player/bytes.js"
import { placeOf } from "../../shared/player/grid.js"

export class Layer {
  constructor(bytes) {
    Object.assign(this, decoded(bytes))
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
