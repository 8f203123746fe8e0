// What the block says: the sum of a window, and what the next layer can tell of two places.

// More numbers than these are counted and not written out.
const MOST_WRITTEN = 9

// The maximum and the average of a window of zeros and ones.
export function workedOut(numbers) {
  const ones = numbers.reduce((sum, number) => sum + number, 0)
  const average = Number((ones / numbers.length).toFixed(4))
  if (numbers.length > MOST_WRITTEN) {
    return `its ${numbers.length} cells hold ${ones || "no"} one${ones === 1 ? "" : "s"}, ` +
      `max ${Math.max(...numbers)}, average ${average}`
  }
  return `max(${numbers.join(", ")}) = ${Math.max(...numbers)}, ` +
    `average (${numbers.join("+")})/${numbers.length} = ${average}`
}

function listed(names) {
  if (names.length < 2) return names.join("")
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`
}

// Whether the pooled grids of two places differ, grid by grid, in a sentence.
export function tellsApart(before, now, grids) {
  if (before.every((at, axis) => at === now[axis])) {
    return "Can the next layer tell where the block was? Move it: two places are compared."
  }
  const [from, to] = [before, now].map(([row, column]) => `row ${row + 1}, column ${column + 1}`)
  const [apart, alike] = [true, false].map((wanted) =>
    listed(grids.filter(({ changed }) => changed > 0 === wanted).map(({ name }) => name)))
  const asked = `Was it at ${from}, or is it at ${to}? The next layer sees the pooled numbers alone:`
  if (!apart) return `${asked} it cannot tell, whatever the pooling.`
  if (!alike) return `${asked} it can tell, whatever the pooling.`
  return `${asked} after ${alike} pooling it cannot tell; after ${apart} it can.`
}
