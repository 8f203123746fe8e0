// What uses the arrow keys itself, so that they are left to it.
const OWN = [
  "input:not([type=checkbox], [type=button])", "textarea", "select", "[contenteditable=true]",
  "[role=slider]", "[role=spinbutton]", "[role=combobox]", "[role=listbox]", "[role=radiogroup]",
  "[role=radio]", "[role=tablist]", "[role=menu]", "[role=grid]", "[role=application]",
  "[data-testid=stButtonGroup]",
].join(", ")
const STEPS = { ArrowLeft: -1, ArrowRight: 1 }
const CLICKER = { PageUp: -1, PageDown: 1 }

const listeners = new WeakMap()

class Listener {
  constructor() {
    this.onKey = (event) => this.press(event)
    document.addEventListener("keydown", this.onKey)
  }

  load({ data, setTriggerValue }) {
    Object.assign(this, data, { ask: (place) => setTriggerValue("place", place) })
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
}

export default function (component) {
  const root = component.parentElement.querySelector(".keys")
  if (!root || !component.data) return
  const listener = listeners.get(root) ?? new Listener()
  listeners.set(root, listener)
  listener.load(component)
  root.dataset.place = component.data.place
  return () => {
    document.removeEventListener("keydown", listener.onKey)
    listeners.delete(root)
  }
}
