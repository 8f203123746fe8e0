// What is happening as a network learns in some order, in a sentence.
import { lastUpTo } from "../../shared/player/numbers.js"
import { percent } from "../../shared/player/words.js"

const CLASSES = ["orange", "blue"]
// From this share on all points of a class count as right, and up to the rest of it as wrong.
const NEARLY_ALL = 0.95

// Which class a film's network is being shown, and what that does to it.
export function happening({ updates, accuracy, shown }, update) {
  const frame = lastUpTo(updates, update)
  const right = accuracy.subarray(2 * frame, 2 * frame + 2)
  if (frame === 0) return "Nothing has been shown yet: it calls the plane as it was born."
  if (right.some(Number.isNaN)) return "Its numbers have grown too large: it answers nothing any more."
  const label = shown[frame - 1]
  if (Math.abs(label) === 1) return alone(label < 0 ? 0 : 1, right)
  return right.every((share) => share >= NEARLY_ALL)
    ? "Both classes are shown, mixed: it gets both right."
    : "Both classes are shown, mixed: it learns where one ends and the other begins."
}

function alone(which, right) {
  const [name, other] = [CLASSES[which], CLASSES[1 - which]]
  const only = `Only ${name} is shown`
  if (right[1 - which] > 1 - NEARLY_ALL) return `${only}: the plane turns ${name}.`
  return `${only}: the whole plane turns ${name}, and the ${other} points are forgotten.`
}

export function atTheEnd(films) {
  const ends = films.map(({ name, accuracy }) =>
    `${name} ${percent((accuracy.at(-2) + accuracy.at(-1)) / 2)}`)
  return `Right at the end: ${ends.join(", ")}.`
}
