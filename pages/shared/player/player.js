// What the components that play recordings share: the way into their bytes, colours, elements and
// canvases, and the player. It is put in front of a component's own script.

const SECONDS_AT_SPEED_1 = 10
const SPEEDS = [0.25, 1, 4]
const CALM_MILLISECONDS = 500
const LONGEST_PAUSE_MILLISECONDS = 1000
// A large surface is paler than its colours, so that its points stand out.
const SURFACE_STRENGTH = 0.7

const NEGATIVE = "#E69F00"
const NEUTRAL = "#F7F7F7"
const POSITIVE = "#0072B2"
const INK = "#1B2733"

const ICONS = {
  start: "M6 5h2.5v14H6zM19 5v14L9 12z",
  back: "M16 5h2.5v14H16zM14 5v14L4 12z",
  play: "M7 4.5v15l13-7.5z",
  pause: "M6 5h4.5v14H6zM13.5 5H18v14h-4.5z",
  forward: "M5.5 5H8v14H5.5zM10 5v14l10-7z",
}

// ---------------------------------------------------------------- bytes and numbers

// The header of packed bytes, and `take`, which hands out the numbers after it in their order.
function openBytes(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))
  // A Float32Array must start at a multiple of four: a copy does, wherever the bytes lay.
  const { buffer } = bytes.slice(4 + length)
  let start = 0
  const take = (count, Kind = Float32Array) => {
    const numbers = new Kind(buffer, start, count)
    start += numbers.byteLength
    return numbers
  }
  return { header, take }
}

function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}

// The index of the last of the rising `values` that is not above `limit`, or 0.
function lastUpTo(values, limit) {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (values[middle] <= limit) low = middle
    else high = middle - 1
  }
  return low
}

// Ticks at round whole numbers, about `count` of them.
function evenTicks(first, last, count) {
  const rough = Math.max(1, (last - first) / count)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((digit) => digit * power >= rough) * power
  const ticks = []
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick)
  return ticks
}

// ---------------------------------------------------------------- colours

const PALETTE_HALF = 256
const PALETTE = Uint32Array.from({ length: 2 * PALETTE_HALF + 1 }, (_, i) =>
  mix(i / PALETTE_HALF - 1),
)

// The colour of a value from −1 to 1 as canvas memory holds it: alpha, blue, green, red.
function mix(value) {
  const end = channels(value < 0 ? NEGATIVE : POSITIVE)
  return pixel(channels(NEUTRAL).map((from, i) => from + (end[i] - from) * Math.abs(value)))
}

function pixel(rgb) {
  const [red, green, blue] = rgb.map(Math.round)
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
}

function colourOf(value) {
  return PALETTE[Math.round((Math.min(1, Math.max(-1, value)) + 1) * PALETTE_HALF)]
}

// A colour from canvas memory as a pen takes it.
function inkOf(colour) {
  const [red, green, blue] = new Uint8Array(Uint32Array.of(colour).buffer)
  return `rgb(${red} ${green} ${blue})`
}

function signColour(value) {
  return value < 0 ? NEGATIVE : POSITIVE
}

function themeOf(root) {
  const style = getComputedStyle(root)
  const read = (name) => style.getPropertyValue(name).trim()
  return {
    text: style.color,
    font: style.fontFamily,
    border: read("--st-border-color") || "#888888",
    background: read("--st-background-color") || "#FFFFFF",
  }
}

// ---------------------------------------------------------------- elements and canvases

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

function makeIcon(name) {
  const drawing = make("span", { class: "icon", "aria-hidden": "true" })
  drawing.innerHTML = `<svg viewBox="0 0 24 24"><path d="${ICONS[name]}"/></svg>`
  return drawing
}

function makeButton(label, act, ...children) {
  const button = make("button", { type: "button", "aria-label": label, title: label }, ...children)
  button.classList.add("control")
  button.onclick = act
  return button
}

// An entry of a key: a sign drawn by the style sheet, and what it means.
function makeEntry(kind, ...words) {
  return make("span", {}, make("i", { class: kind, "aria-hidden": "true" }), ...words)
}

// What the colours of a surface mean.
function makeScale(words = "") {
  return make("span", {}, `${words}−1 `, make("i", { class: "scale", "aria-hidden": "true" }), " +1")
}

function makeCanvas(label) {
  return make("canvas", { role: "img", "aria-label": label })
}

// A square `frame` with its axes' names and ends beside it, top to bottom and left to right.
function makePlot(frame, vertical, horizontal) {
  const ticks = (axis, words) =>
    make("div", { class: `${axis} ticks`, "aria-hidden": "true" },
      ...words.map((word) => make("span", {}, word)))
  return make(
    "div", { class: "plot" }, ticks("vertical", vertical), frame, ticks("horizontal", horizontal),
  )
}

// Size a canvas in CSS pixels, sharp on any screen, and clear it.
function fit(canvas, width, height) {
  const density = window.devicePixelRatio || 1
  canvas.width = Math.max(1, Math.round(width * density))
  canvas.height = Math.max(1, Math.round(height * density))
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
  const pen = canvas.getContext("2d")
  pen.setTransform(density, 0, 0, density, 0, 0)
  return pen
}

// Let a press or a drag on `canvas` act.
function onDrag(canvas, act) {
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId)
    act(event)
  }
  canvas.onpointermove = (event) => event.buttons && act(event)
}

// Copy `picture`, pale where it lies after `cursor`.
function drawUpTo(pen, picture, cursor, width, height) {
  pen.globalAlpha = 0.3
  pen.drawImage(picture, 0, 0, width, height)
  pen.globalAlpha = 1
  pen.save()
  pen.beginPath()
  pen.rect(0, 0, cursor, height)
  pen.clip()
  pen.drawImage(picture, 0, 0, width, height)
  pen.restore()
}

// A picture of cells × cells pixels that `draw` puts on other canvases at any size. `colour` gives
// the pixel of a value.
class HeatMap {
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

  drawPale(values, pen, side) {
    pen.fillStyle = NEUTRAL
    pen.fillRect(0, 0, side, side)
    pen.globalAlpha = SURFACE_STRENGTH
    this.draw(values, pen, 0, 0, side)
    pen.globalAlpha = 1
  }
}

// ---------------------------------------------------------------- the player

// Moves through the frames of what its heir shows. The heir says
// - timeUnit: what time is counted in,
// - read(bytes): take in new data and return all its times,
// - makeParts(): the elements below the controls; this.parts are those that have a layout(theme),
// - drawParts(): draw the frame at this.now,
// - report(): that frame in words.
class Player {
  constructor(root) {
    this.root = root
    this.speed = 1
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.watcher = new ResizeObserver(() => this.noticeSize())
    this.watcher.observe(root)
    root.onkeydown = (event) => this.onKey(event)
  }

  // Take the bytes of a run of the script; the same ones again only bring the theme of now.
  load(bytes) {
    const isNew = !this.bytes || !sameBytes(this.bytes, bytes)
    if (isNew) this.rebuild(bytes)
    this.layout()
    if (isNew) this.announce()
  }

  rebuild(bytes) {
    this.bytes = bytes.slice()
    this.stop()
    this.ticks = Float64Array.from(new Set(this.read(bytes))).sort()
    this.tick = this.ticks.length - 1
    this.spoken = make("p", { class: "spoken", "aria-live": "polite" })
    this.root.replaceChildren(this.makeControls(), ...this.makeParts(), this.spoken)
  }

  get timeTitle() {
    return this.timeUnit[0].toUpperCase() + this.timeUnit.slice(1)
  }

  makeControls() {
    this.playButton = makeButton("Play", () => this.toggle())
    this.playButton.classList.add("play")
    this.slider = make("input", {
      type: "range", class: "time", min: this.ticks[0], max: this.ticks.at(-1), step: 1,
      "aria-label": this.timeTitle,
    })
    this.slider.oninput = () => {
      this.pause(false)
      this.seek(Number(this.slider.value), false)
    }
    this.slider.onchange = () => this.announce()
    this.counter = make("b", { class: "counter" })
    return make(
      "div",
      { class: "controls" },
      make(
        "div",
        { class: "buttons", role: "group", "aria-label": "Replay" },
        makeButton("To the start", () => this.rewind(), makeIcon("start")),
        makeButton("Step back", () => this.step(-1), makeIcon("back")),
        this.playButton,
        makeButton("Step forward", () => this.step(1), makeIcon("forward")),
      ),
      this.slider,
      make("span", { class: "count" }, `${this.timeTitle} `, this.counter),
      this.makeSpeeds(),
    )
  }

  makeSpeeds() {
    const buttons = SPEEDS.map((speed) =>
      makeButton(`Speed ${speed}×`, () => choose(speed), `${speed}×`),
    )
    const choose = (chosen) => {
      this.speed = chosen
      buttons.forEach((button, i) => button.setAttribute("aria-pressed", SPEEDS[i] === chosen))
    }
    choose(this.speed)
    return make("div", { class: "buttons", role: "group", "aria-label": "Speed" }, ...buttons)
  }

  // ---- time

  get now() {
    return this.ticks[this.tick]
  }

  // The time as the counter shows it.
  get counted() {
    return String(this.now)
  }

  seek(time, aloud = true) {
    const tick = lastUpTo(this.ticks, time)
    const moved = tick !== this.tick
    this.clock = time
    this.tick = tick
    if (moved) this.draw()
    if (aloud) this.announce()
  }

  step(ticks) {
    this.pause(false)
    const tick = Math.min(this.ticks.length - 1, Math.max(0, this.tick + ticks))
    this.seek(this.ticks[tick])
  }

  rewind() {
    this.pause(false)
    this.seek(this.ticks[0])
  }

  toggle() {
    if (this.playing) this.pause()
    else this.play()
  }

  play() {
    this.clock = this.tick === this.ticks.length - 1 ? this.ticks[0] : this.now
    this.playing = true
    this.previous = performance.now()
    this.seek(this.clock, false)
    this.nameButton()
    this.next()
  }

  pause(aloud = true) {
    if (!this.playing) return
    this.stop()
    this.nameButton()
    if (aloud) this.announce()
  }

  stop() {
    this.playing = false
    cancelAnimationFrame(this.request)
  }

  next() {
    this.request = requestAnimationFrame((now) => this.advance(now))
  }

  advance(now) {
    const elapsed = now - this.previous
    if (elapsed > 0 && (!this.calm.matches || elapsed >= CALM_MILLISECONDS)) {
      this.previous = now
      const seconds = Math.min(elapsed, LONGEST_PAUSE_MILLISECONDS) / 1000
      const span = this.ticks.at(-1) - this.ticks[0]
      this.seek(this.clock + (seconds * this.speed * span) / SECONDS_AT_SPEED_1, false)
    }
    if (this.clock >= this.ticks.at(-1)) this.pause()
    else this.next()
  }

  // ---- keys

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.answer(event)) return
    event.preventDefault()
    event.stopPropagation()
  }

  // Do what a key asks for, and say whether it asks for anything.
  answer({ key, target }) {
    const onSlider = target === this.slider
    if (key === " " && !target.matches(".control, [type=checkbox]")) this.toggle()
    else if (key === "ArrowRight" || (key === "ArrowUp" && onSlider)) this.step(1)
    else if (key === "ArrowLeft" || (key === "ArrowDown" && onSlider)) this.step(-1)
    else return false
    return true
  }

  // ---- the screen

  noticeSize() {
    if (this.root.clientWidth === this.width || this.resizing) return
    // Not at once: laying out inside the observer's own call makes browsers complain of a loop.
    this.resizing = requestAnimationFrame(() => {
      this.resizing = null
      if (this.bytes) this.layout()
    })
  }

  layout() {
    this.width = this.root.clientWidth
    const theme = themeOf(this.root)
    for (const part of this.parts) part.layout(theme)
    this.draw()
  }

  draw() {
    this.drawParts()
    this.slider.value = this.now
    this.slider.setAttribute("aria-valuetext", `${this.timeUnit} ${this.counted}`)
    this.counter.textContent = this.counted
    this.nameButton()
    this.root.dataset[this.timeUnit] = this.now
    this.root.dataset.frame = this.tick
  }

  nameButton() {
    const name = this.playing ? "Pause" : "Play"
    if (this.playButton.textContent === name) return
    this.playButton.replaceChildren(makeIcon(name.toLowerCase()), name)
    this.playButton.setAttribute("aria-label", name)
    this.playButton.title = `${name} (space)`
  }

  announce() {
    this.spoken.textContent = `${this.timeTitle} ${this.counted}. ${this.report()}`
  }

  dispose() {
    this.stop()
    cancelAnimationFrame(this.resizing)
    this.watcher.disconnect()
  }
}

const players = new WeakMap()

// What Streamlit calls on every run of the script and whenever the theme changes; what that returns
// it calls once, when the component goes.
function playWith(Heir) {
  return ({ data, parentElement }) => {
    const root = parentElement.querySelector(".player")
    if (!root || !data) return
    const player = players.get(root) ?? new Heir(root)
    players.set(root, player)
    player.load(data)
    return () => {
      player.dispose()
      players.delete(root)
    }
  }
}
