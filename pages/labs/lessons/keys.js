// Hears the keys that move through a lesson.
import { mount } from "../../shared/player/events.js"

// What uses the arrow keys itself, so that they are left to it.
const OWN = [
  "input:not([type=checkbox], [type=button])", "textarea", "select", "[contenteditable=true]",
  "[role=slider]", "[role=spinbutton]", "[role=combobox]", "[role=listbox]", "[role=radiogroup]",
  "[role=radio]", "[role=tablist]", "[role=menu]", "[role=grid]", "[role=application]",
  "[data-testid=stButtonGroup]",
].join(", ")
const STEPS = { ArrowLeft: -1, ArrowRight: 1 }
const CLICKER = { PageUp: -1, PageDown: 1 }

class Listener {
  constructor(root) {
    this.root = root
    this.onKey = (event) => this.press(event)
    document.addEventListener("keydown", this.onKey)
  }

  load(data, { setTriggerValue }) {
    Object.assign(this, data, { ask: (place) => setTriggerValue("place", place) })
    this.root.dataset.place = data.place
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return
    const pressed = [event.target, event.composedPath()[0]]
    if (event.defaultPrevented || pressed.some((element) => element?.closest?.(OWN))) return
    if (this.presented && event.key === "Escape") return this.ask(-1)
    const step = STEPS[event.key] ?? (this.presented ? CLICKER[event.key] : undefined)
    const place = this.place + step
    if (!step || place < 0 || place >= this.places) return
    event.preventDefault()
    this.place = place
    this.ask(place)
  }

  dispose() {
    document.removeEventListener("keydown", this.onKey)
  }
}

export default mount(Listener)
