// A canvas to draw on: see canvas.py. A stroke is a row of points [x, y] from 0 to 1; all of them
// are sent when one ends, and a few times a second while it grows.
import { make, makeSpoken } from "../../shared/player/element.js"
import { mount, onResize } from "../../shared/player/events.js"
import { clamp } from "../../shared/player/numbers.js"
import { counted } from "../../shared/player/words.js"

const SEND_MILLISECONDS = 150
const FINEST_STEP = 0.004
const DIGITS = 4
const MOST_POINTS = 20000

function makeCommand(label, keys, act) {
  const button = make("button", { type: "button", title: `${label} (${keys})` }, label)
  button.onclick = act
  return button
}

class Drawing {
  constructor(root) {
    this.root = root
    this.canvas = make("canvas", {
      tabindex: "0",
      role: "img",
      "aria-keyshortcuts": "Backspace Delete",
    })
    this.undoButton = makeCommand("Undo", "Backspace", () => this.undo())
    this.clearButton = makeCommand("Clear", "Delete", () => this.clear())
    this.spoken = makeSpoken()
    const buttons = make("div", { class: "buttons" }, this.undoButton, this.clearButton)
    root.replaceChildren(this.canvas, buttons, this.spoken)
    this.canvas.onpointerdown = (event) => this.begin(event)
    this.canvas.onpointermove = (event) => this.extend(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = (event) => this.end(event)
    root.onkeydown = (event) => this.onKey(event)
    this.unwatch = onResize(this.canvas, () => this.draw())
  }

  // The strokes are the browser's own from the first time on.
  load({ strokes, pen }, { setStateValue }) {
    this.setStateValue = setStateValue
    this.pen = pen
    this.strokes ??= strokes.map((points) => [...points])
    this.draw()
  }

  // ---- drawing

  begin(event) {
    if (event.button !== 0 || this.pointer !== undefined) return
    event.preventDefault()
    this.canvas.focus()
    this.pointer = event.pointerId
    this.canvas.setPointerCapture(event.pointerId)
    this.strokes.push([])
    this.add([event])
  }

  extend(event) {
    if (event.pointerId !== this.pointer) return
    const all = event.getCoalescedEvents?.() ?? []
    this.add(all.length ? all : [event])
  }

  end(event) {
    if (event.pointerId !== this.pointer) return
    this.pointer = undefined
    this.send()
  }

  add(events) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect()
    const points = this.strokes.at(-1)
    for (const { clientX, clientY } of events) {
      const point = [(clientX - left) / width, (clientY - top) / height].map((at) =>
        Number(clamp(at, 0, 1).toFixed(DIGITS)),
      )
      const last = points.at(-1)
      const far = !last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= FINEST_STEP
      if (far && this.count < MOST_POINTS) points.push(point)
    }
    this.draw()
    this.sending ??= setTimeout(() => this.send(), SEND_MILLISECONDS)
  }

  get count() {
    return this.strokes.reduce((sum, points) => sum + points.length, 0)
  }

  undo() {
    this.change("Last stroke taken back.", this.strokes.slice(0, -1))
  }

  clear() {
    this.change("Canvas cleared.", [])
  }

  change(said, strokes) {
    if (!this.strokes.length) return
    this.pointer = undefined
    this.strokes = strokes
    this.spoken.textContent = said
    this.draw()
    this.send()
  }

  send() {
    clearTimeout(this.sending)
    this.sending = undefined
    this.setStateValue("strokes", this.strokes.map((points) => [...points]))
  }

  onKey(event) {
    if (event.altKey) return
    const { key } = event
    const command = event.ctrlKey || event.metaKey
    if (key === "Backspace" || (command && key.toLowerCase() === "z")) this.undo()
    else if (key === "Delete" && !command) this.clear()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  // ---- the screen

  draw() {
    const pixels = Math.max(1, Math.round(this.canvas.clientWidth * (window.devicePixelRatio || 1)))
    if (this.canvas.width !== pixels) this.canvas.width = this.canvas.height = pixels
    const pen = this.canvas.getContext("2d")
    pen.setTransform(pixels, 0, 0, pixels, 0, 0)
    pen.fillStyle = "#000000"
    pen.fillRect(0, 0, 1, 1)
    if (!this.strokes.length) this.invite(pen, pixels)
    Object.assign(pen, { lineCap: "round", lineJoin: "round", lineWidth: this.pen })
    pen.strokeStyle = "#FFFFFF"
    for (const points of this.strokes) {
      pen.beginPath()
      pen.moveTo(...points[0])
      for (const point of points) pen.lineTo(...point)
      pen.stroke()
    }
    const count = this.strokes.length
    this.canvas.setAttribute(
      "aria-label",
      `Canvas, ${count ? counted(count, "stroke") : "empty"}. Draw large, with mouse, pen or ` +
        "finger; Backspace takes back the last stroke, Delete clears.",
    )
    // Not disabled, which would take the keyboard's place away from whoever just pressed it.
    for (const button of [this.undoButton, this.clearButton]) {
      button.setAttribute("aria-disabled", !count)
    }
    this.root.dataset.strokes = count
  }

  invite(pen, pixels) {
    pen.save()
    pen.resetTransform()
    const font = `${pixels / 14}px sans-serif`
    Object.assign(pen, { font, fillStyle: "#A0A0A0", textAlign: "center" })
    pen.fillText("Draw large", pixels / 2, pixels / 2)
    pen.restore()
  }

  dispose() {
    clearTimeout(this.sending)
    this.unwatch()
  }
}

export default mount(Drawing)
