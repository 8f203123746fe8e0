// What the stage says of a start, and of all of them.
import { inPowers } from "../../shared/player/numbers.js"
import { capitalised } from "../../shared/player/words.js"

const DIGITS = { maximumFractionDigits: 6 }
const MANY = ["learn", "learn in part", "stay", "explode"]
const FATES = [
  "it learns",
  "it learns in part",
  "it stays where a network is that answers 0 everywhere",
  "it explodes: it does worse than to answer 0 everywhere, sure of itself where it is wrong",
]

function sizeText(number) {
  if (number === 0) return "0"
  if (number >= 0.001) return Number(number.toPrecision(2)).toLocaleString("en", DIGITS)
  return inPowers(number)
}

// A size, and what it is called if it has a name.
export function nameSize({ marks }, size) {
  const name = Object.keys(marks).find((one) => marks[one] === size)
  return size && name ? `${sizeText(size)} (${name})` : sizeText(size)
}

// What becomes of one start.
export function explain(data, { start, losses, ended, outcome, now, reach }) {
  const [before, after] = [losses[0], losses.at(-1)].map(([, test]) => test.toFixed(3))
  const sums = reach
    ? `Before training, sums of about ${sizeText(reach)} reached its last unit`
    : "Before training, nothing reached its last unit"
  if (!ended) return `Training: iteration ${now}. ${sums}.`
  const weights = start.equal ? "The units of a layer are equal, and act as one: " : ""
  const fate = `${weights}${FATES[data.outcomes.indexOf(outcome)]}.`
  return `${capitalised(fate)} Test loss ${before}, after ${now} iterations ${after}. ${sums}.`
}

// From which size on most draws do what; `all` holds the trainings of every size.
export function summary({ sizes, outcomes }, all) {
  const most = all.map((trainings) => {
    const counts = outcomes.map((name) => trainings.filter(({ outcome }) => outcome === name).length)
    return counts.indexOf(Math.max(...counts))
  })
  const [who, said] = all[0].length > 1 ? ["most draws", MANY] : ["it", outcomes]
  const changes = [...most.keys()].filter((i) => most[i] !== most[i - 1])
  const parts = changes.map((i) => `From ${sizeText(sizes[i])} on ${who} ${said[most[i]]}.`)
  return [...parts, ...(most.includes(0) ? [] : ["At no size do most learn."])].join(" ")
}
