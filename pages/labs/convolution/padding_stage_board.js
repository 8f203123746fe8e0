// A square of cells on a canvas, around which a frame is drawn, and on it a window that a pointer or
// the arrow keys slide.
import { make } from "../../shared/player/element.js"
import { clamp } from "../../shared/player/numbers.js"
import { fit, HeatMap, makeCanvas } from "../../shared/player/picture.js"
import { CUT } from "./padding_stage_engine.js"

const INVENTED = "#56B4E9"
const WINDOW = "#D55E00"
const HATCH = { step: 6, width: 1 }

// The grey of a value from 0, black, to 1 as canvas memory holds it; nothing of no number.
export function greyOf(value) {
  if (Number.isNaN(value)) return 0
  const grey = Math.round(255 * clamp(value, 0, 1))
  return ((255 << 24) | (grey << 16) | (grey << 8) | grey) >>> 0
}

// `around` the cut-out so many cells are drawn. `act` says what is done with a pointer: `hover` over a
// cell or none, `park` the window on one, `end`; and where the board can be dragged `grip` it, and
// `drag` it by so many cells.
export class Board {
  constructor(title, about, { around, colour, act }) {
    Object.assign(this, { title, about, around, act })
    this.side = CUT + 2 * around
    this.heatMap = new HeatMap(this.side, colour)
    this.canvas = makeCanvas(title)
    this.canvas.tabIndex = 0
    this.canvas.setAttribute("role", "application")
    this.canvas.classList.toggle("dragged", Boolean(act.drag))
    this.element = make(
      "figure", {}, make("figcaption", { class: "note" }, title), this.canvas,
    )
    this.listen()
  }

  listen() {
    const { canvas, act } = this
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId)
      Object.assign(this, { start: [event.clientY, event.clientX], dragged: false })
      if (act.drag) act.grip()
      else act.park(this.cellAt(event))
    }
    canvas.onpointermove = (event) => {
      if (!event.buttons) act.hover(this.cellAt(event))
      else if (act.drag) this.dragTo(event)
      else act.park(this.cellAt(event))
    }
    canvas.onpointerleave = () => act.hover(null)
    canvas.onpointerup = (event) => {
      if (act.drag && !this.dragged) act.park(this.cellAt(event))
      act.end()
    }
  }

  // Drag by the cells that a pointer has moved since it came down.
  dragTo({ clientY, clientX }) {
    const by = [clientY, clientX].map((at, axis) => Math.round((at - this.start[axis]) / this.cell))
    this.dragged ||= by.some(Boolean)
    if (this.dragged) this.act.drag(by)
  }

  // The cell of the cut-out that is nearest to a pointer.
  cellAt({ offsetX, offsetY }) {
    return [offsetY, offsetX].map((at) =>
      clamp(Math.floor(at / this.cell) - this.around, 0, CUT - 1))
  }

  layout() {
    const width = this.element.clientWidth
    this.cell = width / this.side
    this.pen = fit(this.canvas, width, width)
    this.pen.imageSmoothingEnabled = false
  }

  // Draw a square of as many cells as the board has.
  paint({ values }) {
    const width = this.cell * this.side
    this.pen.clearRect(0, 0, width, width)
    this.heatMap.draw(values, this.pen, 0, 0, width)
  }

  // Hatch a frame of so many cells around the cut-out.
  hatch(width) {
    const { pen, cell, around, side } = this
    const [outer, inner] = [width, 0].map((cells) => {
      const box = new Path2D()
      box.rect(...Array(2).fill((around - cells) * cell), ...Array(2).fill((CUT + 2 * cells) * cell))
      return box
    })
    outer.addPath(inner)
    pen.save()
    pen.clip(outer, "evenodd")
    pen.beginPath()
    for (let x = -side * cell; x < side * cell; x += HATCH.step) {
      pen.moveTo(x, 0)
      pen.lineTo(x + side * cell, side * cell)
    }
    Object.assign(pen, { strokeStyle: INVENTED, lineWidth: HATCH.width })
    pen.stroke()
    pen.restore()
  }

  // Outline the cut-out.
  border() {
    this.outline([0, 0], [CUT, CUT], INVENTED, 2)
  }

  // Outline the window of so many cells a side around a cell.
  window([row, column], side) {
    const half = (side - 1) / 2
    this.outline([row - half, column - half], [side, side], WINDOW, 3)
  }

  outline([row, column], [height, width], colour, line) {
    const { pen, cell, around } = this
    const [y, x] = [row, column].map((at) => (at + around) * cell)
    Object.assign(pen, { strokeStyle: colour, lineWidth: line })
    pen.strokeRect(x, y, width * cell, height * cell)
  }

  say(words) {
    this.canvas.setAttribute("aria-label", `${this.title}. ${this.about} ${words}`)
  }
}
