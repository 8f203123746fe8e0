// The player: buttons, a slider and keys that move through the frames of a recording.
import { sameBytes } from "./bytes.js"
import { themeOf } from "./colours.js"
import { make, makeButton, makeChoice, makeGroup, makeIcon, makeSpoken, write } from "./element.js"
import { onKeys, onResize } from "./events.js"
import { clamp, lastUpTo } from "./numbers.js"
import { capitalised } from "./words.js"

const SECONDS_AT_SPEED_1 = 10
const SPEEDS = [0.25, 1, 4]
const CALM_MILLISECONDS = 500
const LONGEST_PAUSE_MILLISECONDS = 1000

// Moves through the frames of what its heir shows. The heir says
// - timeUnit: what time is counted in,
// - read(bytes): take in new data and return all its times,
// - makeParts(): the elements above the controls; this.parts are those that have a layout(theme),
// - makeRest(): the elements that may lie below the first screen,
// - drawParts(): draw the frame at this.now,
// - report(): that frame in words, and if that is more than a sentence, happening() as one.
export class Player {
  constructor(root) {
    this.root = root
    this.speed = 1
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.unwatch = onResize(root, () => this.noticeSize())
    onKeys(root, (event) => this.answer(event))
  }

  // Take the bytes of a run of the script; the same ones again only bring the theme of now. The
  // first run waits at its start; one that follows a run seen to its end shows its end.
  load(bytes) {
    const isNew = !this.bytes || !sameBytes(this.bytes, bytes)
    if (isNew) this.rebuild(bytes)
    this.layout()
    if (isNew) this.announce()
  }

  rebuild(bytes) {
    const ended = this.bytes && this.now === this.last
    this.bytes = bytes.slice()
    this.stop()
    this.ticks = Float64Array.from(new Set(this.read(bytes))).sort()
    this.tick = ended ? this.ticks.length - 1 : 0
    this.readout = make("p", { class: "readout" })
    this.spoken = makeSpoken()
    this.root.replaceChildren(...this.makeElements(), this.spoken)
  }

  get timeTitle() {
    return capitalised(this.timeUnit)
  }

  // What a visitor has to see at once ends with the line that says what happens.
  makeElements() {
    const shown = this.makeParts()
    const stage = make("div", { class: "stage" }, ...shown, this.makeControls(), this.readout)
    return [stage, ...this.makeRest()]
  }

  makeRest() {
    return []
  }

  makeControls() {
    this.makeTime()
    return make(
      "div",
      { class: "controls" },
      makeGroup(
        "Replay",
        makeButton("To the start", () => this.rewind(), makeIcon("start")), ...this.makeSteps(),
      ),
      this.slider,
      make("span", { class: "count" }, `${this.timeTitle} `, this.counter),
      this.makeSpeeds(),
    )
  }

  // What every player has, wherever it stands: the button, the slider, the counter.
  makeTime() {
    this.playButton = makeButton("Play", () => this.toggle())
    this.playButton.classList.add("play")
    this.slider = make("input", {
      type: "range", class: "time", min: this.first, max: this.last, step: 1,
      "aria-label": this.timeTitle,
    })
    this.slider.oninput = () => {
      this.pause(false)
      this.seek(Number(this.slider.value), false)
    }
    this.slider.onchange = () => this.announce()
    this.counter = make("b", { class: "counter" })
  }

  // The button between two that go by one.
  makeSteps() {
    return [
      makeButton("Step back", () => this.step(-1), makeIcon("back")), this.playButton,
      makeButton("Step forward", () => this.step(1), makeIcon("forward")),
    ]
  }

  makeSpeeds() {
    const words = SPEEDS.map((speed) => `${speed}×`)
    return makeChoice("Speed", words, SPEEDS.indexOf(this.speed), (i) => (this.speed = SPEEDS[i]))
  }

  // ---- time

  get first() {
    return this.ticks[0]
  }

  get last() {
    return this.ticks.at(-1)
  }

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
    this.seek(this.ticks[clamp(this.tick + ticks, 0, this.ticks.length - 1)])
  }

  rewind() {
    this.pause(false)
    this.seek(this.first)
  }

  toggle() {
    if (this.playing) this.pause()
    else this.play()
  }

  play() {
    this.clock = this.now === this.last ? this.first : this.now
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
      this.seek(this.timeAfter(seconds * this.speed), false)
    }
    if (this.clock >= this.last) this.endPlay()
    else this.next()
  }

  // What happens when the last frame has been played.
  endPlay() {
    this.pause()
  }

  // Where the clock stands so many seconds of play later.
  timeAfter(seconds) {
    return this.clock + (seconds * (this.last - this.first)) / SECONDS_AT_SPEED_1
  }

  // ---- keys

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
    if (this.bytes && this.extent !== this.laidOut) this.layout()
  }

  // What is drawn is as wide as there is room, and no higher than the window.
  get extent() {
    return `${this.root.clientWidth} ${window.innerHeight}`
  }

  layout() {
    this.laidOut = this.extent
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
    write(this.readout, this.happening())
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

  happening() {
    return this.report()
  }

  announce() {
    this.spoken.textContent = `${this.timeTitle} ${this.counted}. ${this.report()}`
  }

  dispose() {
    this.stop()
    this.unwatch()
  }
}
