// Pictures on a canvas.
import { colourOf } from "./colours.js"
import { make } from "./element.js"

export function makeCanvas(label) {
  return make("canvas", { role: "img", "aria-label": label })
}

// Size a canvas in CSS pixels, sharp on any screen, and clear it.
export function fit(canvas, width, height) {
  const density = window.devicePixelRatio || 1
  canvas.width = Math.max(1, Math.round(width * density))
  canvas.height = Math.max(1, Math.round(height * density))
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const pen = canvas.getContext("2d")
  pen.setTransform(density, 0, 0, density, 0, 0)
  return pen
}

export function drawDot(pen, x, y, { radius, fill, edge, width }) {
  Object.assign(pen, { fillStyle: fill, strokeStyle: edge, lineWidth: width })
  pen.beginPath()
  pen.arc(x, y, radius, 0, 2 * Math.PI)
  pen.fill()
  pen.stroke()
}

// A picture of cells × cells pixels that `draw` puts on other canvases at any size. `colour` gives
// the pixel of a value.
export class HeatMap {
  constructor(cells, colour = colourOf) {
    this.colour = colour
    this.canvas = make("canvas", { width: cells, height: cells })
    this.pen = this.canvas.getContext("2d")
    this.image = this.pen.createImageData(cells, cells)
    this.pixels = new Uint32Array(this.image.data.buffer)
  }

  draw(values, pen, x, y, side) {
    for (let i = 0; i < values.length; i++) this.pixels[i] = this.colour(values[i])
    this.pen.putImageData(this.image, 0, 0)
    pen.drawImage(this.canvas, x, y, side, side)
  }
}
