// Two classes of points, and how many of each a film's network has right.
import { percent } from "./words.js"

export const CLASSES = ["orange", "blue"]
// From this share on all points of a class count as right, and up to the rest of it as wrong.
export const NEARLY_ALL = 0.95

// Whether at a frame every point is called by one class, that of this number.
export function callsAll({ accuracy }, frame, which) {
  const [own, other] = [accuracy[2 * frame + which], accuracy[2 * frame + 1 - which]]
  return own >= NEARLY_ALL && other <= 1 - NEARLY_ALL
}

export function rightAtTheEnd({ accuracy }) {
  return percent((accuracy.at(-2) + accuracy.at(-1)) / 2)
}
