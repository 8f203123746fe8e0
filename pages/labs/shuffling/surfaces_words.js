// What is happening as a network learns in some order, in a sentence.
import { CLASSES, callsAll, NEARLY_ALL, rightAtTheEnd } from "../../shared/player/classes.js"
import { lastUpTo } from "../../shared/player/numbers.js"

// Which class a film's network is being shown, and what that does to it.
export function happening(film, update) {
  const { updates, accuracy, shown } = film
  const frame = lastUpTo(updates, update)
  const right = accuracy.subarray(2 * frame, 2 * frame + 2)
  if (frame === 0) return "Nothing has been shown yet: it calls the plane as it was born."
  if (right.some(Number.isNaN)) return "Its numbers have grown too large: it answers nothing any more."
  const label = shown[frame - 1]
  if (Math.abs(label) === 1) return alone(film, frame, label < 0 ? 0 : 1)
  return right.every((share) => share >= NEARLY_ALL)
    ? "Both classes are shown, mixed: it gets both right."
    : "Both classes are shown, mixed: it learns where one ends and the other begins."
}

function alone(film, frame, which) {
  const [name, other] = [CLASSES[which], CLASSES[1 - which]]
  const only = `Only ${name} is shown`
  if (!callsAll(film, frame, which)) return `${only}: the plane turns ${name}.`
  return `${only}: the whole plane turns ${name}, and the ${other} points are forgotten.`
}

export function atTheEnd(films) {
  const ends = films.map((film) => `${film.name} ${rightAtTheEnd(film)}`)
  return `Right at the end: ${ends.join(", ")}.`
}
