// Where the pre-activations of a unit lie: a histogram of those that pass a gradient on, and of
// those that do not.
import { make } from "../../shared/player/element.js"
import { signed } from "./replay_words.js"

const BINS = 24
// Shares of the width beside which a 0 has no room.
const [FROM, TO] = [0.24, 0.76]

export function makeHistogram(totals, passes, label) {
  let [low, high] = [Math.min(...totals), Math.max(...totals)]
  if (!(high > low)) [low, high] = [low - 1, high + 1]
  const share = (z) => (z - low) / (high - low)
  const bins = Array.from({ length: BINS }, () => ({ passed: 0, blocked: 0 }))
  totals.forEach((z, i) => {
    const bin = bins[Math.min(BINS - 1, Math.floor(share(z) * BINS))]
    if (bin) bin[passes[i] ? "passed" : "blocked"] += 1
  })
  const tallest = Math.max(1, ...bins.map(({ passed, blocked }) => passed + blocked))
  const bars = bins.map((bin) =>
    make("i", { style: `--passed: ${bin.passed / tallest}; --blocked: ${bin.blocked / tallest}` }))
  const zero = share(0)
  const line = make("i", { class: "zero", style: `left: ${100 * zero}%` })
  const ends = [low, high].map((end) => make("span", {}, signed(end, 2)))
  if (zero > FROM && zero < TO) line.append("0")
  return make(
    "div", { class: "histogram", role: "img", "aria-label": label },
    make("div", { class: "bars" }, ...bars, ...(zero >= 0 && zero <= 1 ? [line] : [])),
    make("div", { class: "ends" }, ...ends),
  )
}
