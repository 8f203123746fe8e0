// What the stage says of a deep stack.
import { inPowers } from "../../shared/player/numbers.js"

// Within this factor of what went in it is as good as kept.
const KEPT = 10

function fate(end) {
  if (end < 1 / KEPT) return "dies away"
  return end > KEPT ? "explodes" : "keeps its size"
}

function amount(number) {
  if (number === 0) return "nothing of"
  if (number >= 0.01 && number < 1_000) return `${Number(number.toPrecision(2))} times`
  return `${inPowers(number, 1)} times`
}

// What has become of the signal in the last layer, and of the gradient in the first.
export function report({ forward, backward }, depth) {
  return `The signal ${fate(forward)}: in layer ${depth} it is ${amount(forward)} what went in. ` +
    `The gradient ${fate(backward)}: in layer 1 it is ${amount(backward)} what it was in the last.`
}
