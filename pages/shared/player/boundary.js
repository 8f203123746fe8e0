// The line of no decision: where a network turns from calling −1 to calling +1.
import { clamp } from "./numbers.js"

// What films.py packs where a network answers no number.
export const NOT_A_NUMBER = -128

// The corners of a cell and their values go clockwise from the upper left.
const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]]

// Trace where `values` (side × side) turn from calling −1 to calling +1, in units of one cell. The
// outermost values hold up to the edge of the plane.
export function traceZero(path, values, side) {
  const kept = (index) => clamp(index, 0, side - 1)
  for (let row = -1; row < side; row++) {
    const upper = kept(row) * side
    const lower = kept(row + 1) * side
    for (let column = -1; column < side; column++) {
      const [left, right] = [kept(column), kept(column + 1)]
      const a = values[upper + left]
      const b = values[upper + right]
      const c = values[lower + right]
      const d = values[lower + left]
      if (a > 0 === b > 0 && b > 0 === c > 0 && c > 0 === d > 0) continue
      traceCell(path, column + 0.5, row + 0.5, [a, b, c, d])
    }
  }
}

function traceCell(path, x, y, values) {
  if (values.includes(NOT_A_NUMBER)) return
  const crossings = CORNERS.flatMap(([fromX, fromY], i) => {
    const [from, to] = [values[i], values[(i + 1) % 4]]
    if (from > 0 === to > 0) return []
    const [toX, toY] = CORNERS[(i + 1) % 4]
    const share = from / (from - to)
    return [[x + fromX + share * (toX - fromX), y + fromY + share * (toY - fromY)]]
  })
  crossings.forEach((place, i) => (i % 2 ? path.lineTo(...place) : path.moveTo(...place)))
}
