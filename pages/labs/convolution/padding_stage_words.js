// What the frame does, in words, and the nine cells of a window with their numbers.
import { make } from "../../shared/player/element.js"
import { nameOfPlace } from "../../shared/player/grid.js"
import { written } from "../../shared/player/numbers.js"
import { capitalised, counted, percent } from "../../shared/player/words.js"
import { CUT, KERNEL, NONE } from "./padding_stage_engine.js"

export function rounded(value) {
  return value === undefined ? "–" : written(value.toFixed(2).replace("-0.00", "0.00"))
}

function share(value) {
  return value < 1 ? percent(value) : `${Math.round(100 * value)} %`
}

// All answers of a layer.
export function report(stack, layer) {
  const { wrong, worst, reach, left } = stack.summary(layer)
  const after = `After ${counted(layer, "layer")}`
  if (stack.padding === NONE) {
    const middle = Math.min(layer * (KERNEL - 1) + 1, left) ** 2
    return `${after} without a frame nothing is invented, so nothing is wrong; but of ` +
      `${CUT} × ${CUT} answers ${left} × ${left} are left. A pixel in the corner counts in 1 of ` +
      `them, one in the middle in ${middle}.`
  }
  if (!wrong) return `${after} nothing is wrong: what is invented is what really lies there.`
  return `${after} ${percent(wrong / CUT ** 2)} of the answers are wrong, up to ` +
    `${counted(reach, "pixel")} in from the border; the worst is off by ${share(worst)} of the ` +
    "strongest true answer."
}

// One window of a layer.
export function explain(stack, layer, place) {
  const where = capitalised(nameOfPlace(place[0] * CUT + place[1], CUT))
  const [given, truth] = [stack.given, stack.truth].map((of) => of[layer].at(...place))
  if (given === undefined) return `${where}: no answer, since the window does not fit here.`
  const cells = stack.window(layer, place)
  const invented = cells.filter((cell) => cell.invented).length
  const told = `${where}: ${invented} of ${KERNEL ** 2} cells are invented. The answer is ` +
    `${rounded(given)}, really ${rounded(truth)}`
  const unseen = invented && cells.every((cell) => rounded(cell.given) === rounded(cell.truth))
  return unseen ? `${told}: what is invented is what really lies there.` : `${told}.`
}

// The cells of a window as given and as they really are, with their weights and the sums.
export class WindowView {
  constructor() {
    this.title = make("h4", {})
    this.grids = ["Given", "Really"].map((name) => {
      const cells = Array.from({ length: KERNEL ** 2 }, () =>
        make("span", { class: "cell" }, make("b"), make("small")))
      const sum = make("b", { class: "sum" })
      const grid = make("div", { class: "nine", role: "img" }, ...cells)
      return { name, cells, sum, grid }
    })
    this.said = make("p", { class: "note" })
    const shown = this.grids.map(({ name, grid, sum }) =>
      make("div", {}, make("span", { class: "note" }, name), grid, sum))
    this.element = make(
      "section", { class: "window", "aria-label": "What the window sees" }, this.title,
      make("div", { class: "pair" }, ...shown), this.said,
    )
  }

  draw(stack, layer, place) {
    const seenCells = stack.window(layer, place)
    this.title.textContent = layer === 1 ? "The window" : `The window of layer ${layer}`
    for (const [i, name] of ["given", "truth"].entries()) {
      const { cells, sum, grid } = this.grids[i]
      seenCells.forEach((cell, tap) => {
        const { invented, given, truth } = cell
        const [number, weight] = cells[tap].children
        number.textContent = rounded(cell[name])
        weight.textContent = `×${rounded(stack.kernel[tap])}`
        cells[tap].classList.toggle("invented", !i && invented)
        cells[tap].classList.toggle("wrong", !i && rounded(given) !== rounded(truth))
      })
      sum.textContent = `= ${rounded(stack[name][layer].at(...place))}`
      const said = seenCells.map((cell) =>
        rounded(cell[name]) + (!i && cell.invented ? " invented" : ""))
      grid.setAttribute("aria-label", `${this.grids[i].name}: ${said.join(", ")}`)
    }
    this.said.textContent = explain(stack, layer, place)
  }
}
