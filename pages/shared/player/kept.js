// A player whose choices the address keeps.
import { Player } from "./player.js"

const TELL_MILLISECONDS = 700

// The first bytes that come are the choices, each by its place among its values, and the server is
// told of others a while after they were made. The heir says how many they are (`keeps`), reads those
// of `sent`, and has the ones of now as `choices`.
export class KeptPlayer extends Player {
  load(bytes, { setTriggerValue }) {
    this.tell = () => setTriggerValue("choices", this.choices)
    const sent = Array.from(bytes.subarray(0, this.keeps))
    const isNew = this.bytes && !this.waiting && String(sent) !== String(this.sent)
    const [changed, { tick }] = [isNew && String(sent) !== String(this.choices), this]
    this.sent = sent
    if (changed) this.bytes = null
    super.load(bytes.subarray(this.keeps))
    if (changed) this.seek(this.ticks[tick])
  }

  draw() {
    super.draw()
    const now = String(this.choices)
    if (now === this.noted) return
    this.noted = now
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => {
      this.waiting = null
      if (this.noted !== String(this.sent)) this.tell()
    }, TELL_MILLISECONDS)
  }

  dispose() {
    clearTimeout(this.waiting)
    super.dispose()
  }
}
