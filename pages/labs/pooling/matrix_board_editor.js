// Typing over a cell of a grid: a key or a second click opens it, Enter or leaving it tells.
import { make } from "../../shared/player/element.js"

export class CellEditor {
  constructor(cells, tell, leave) {
    Object.assign(this, { cells, tell, leave, field: null })
    cells.forEach((cell, i) => {
      let again = false
      cell.addEventListener("pointerdown", () => (again = cell.matches(":focus")))
      cell.addEventListener("click", () => again && this.open(i))
    })
  }

  // Open `cell` where a key asks for that, and say whether it does.
  answer(cell, key) {
    const place = this.cells.indexOf(cell)
    if (place < 0) return false
    const types = key.length === 1 && key !== " "
    if (types) this.open(place, key)
    else if (["Enter", "F2"].includes(key)) this.open(place)
    else if (["Backspace", "Delete"].includes(key)) this.open(place, "")
    else return false
    return true
  }

  open(place, typed = null) {
    if (this.field) return
    const shown = this.cells[place].firstChild
    const before = shown.textContent
    const field = make("input", { "aria-label": "New number", autocomplete: "off" })
    field.value = typed ?? before.replace("−", "-")
    field.onkeydown = (event) => this.hear(event, place, before)
    field.onblur = () => this.close(place, before, field.value)
    this.field = field
    shown.replaceChildren(field)
    field.focus()
    if (typed === null) field.select()
  }

  hear(event, place, before) {
    if (!["Enter", "Escape"].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    this.close(place, before, event.key === "Enter" ? this.field.value : before)
    this.cells[place].focus()
  }

  close(place, before, text) {
    if (!this.field) return
    this.field = null
    this.cells[place].firstChild.textContent = text
    if (text !== before) this.tell(place, text)
    else this.leave()
  }
}
