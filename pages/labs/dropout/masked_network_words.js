// What the masked network does, in words: a mask, a mean, the whole network, and one unit of it.
import { written } from "../../shared/player/numbers.js"
import { capitalised, counted, percent } from "../../shared/player/words.js"
import { called, DROPPING } from "./masked_network_engine.js"

export const VIEWS = ["one mask", "mean of masks", "test time"]
export const [ONE, MEAN, TEST] = VIEWS.keys()
const BECOMES = { first: "before", second: "beforeSecond" }

function rounded(value) {
  return written(value.toFixed(2))
}

function saysOf(answer) {
  const [digit, share] = called(answer)
  return `${digit} (${percent(share)})`
}

// Of the masks in `series` the first `number`, shown as `view` has it.
export function report(series, number, view) {
  const { whole } = series.network
  const ends = `the whole network says ${saysOf(whole.answer)}.`
  if (view === TEST) return `No unit is dark and none is scaled: ${ends}`
  const { passed, mean, distance } = series.at(number)
  if (view === ONE) return `${saidOfMask(series, passed)} It says ${saysOf(passed.answer)}; ${ends}`
  const only = series.setting.dropping === DROPPING[2]
  const place = only ? "In the sums of the hidden units" : "After the first dropout"
  return `${place} the mean of ${counted(number, "mask")} is ${percent(distance[only ? 1 : 0])} away ` +
    `from the whole network. It says ${saysOf(mean.answer)}; ${ends}`
}

function saidOfMask({ setting: { scale, dropping } }, { factors }) {
  const drops = (_, i) => dropping === DROPPING[0] || dropping === DROPPING[i + 1]
  const dark = factors.map((layer) => `${darkUnits(layer)} of ${layer.length.toLocaleString("en")}`)
  const kept = scale === 1 ? "the others stay as they are" : `the others count × ${rounded(scale)}`
  return `${dark.filter(drops).join(" and ")} units are dark, ${kept}.`
}

export function darkUnits(factors) {
  return factors.reduce((count, factor) => count + (factor === 0), 0)
}

// One unit, `name` in words, of the layer `of`: first, second or sums.
export function explain(series, number, view, of, unit, name) {
  const { whole } = series.network
  const ends = `at test time ${rounded(whole[of][unit])}.`
  if (view === TEST) return `${capitalised(name)}: ${ends}`
  const { passed, mean } = series.at(number)
  if (view === MEAN) {
    const value = rounded(mean[of][unit])
    return `${capitalised(name)}: ${value} in the mean of ${counted(number, "mask")}; ${ends}`
  }
  return `${capitalised(name)}: ${becomes(passed, of, unit)}; ${ends}`
}

function becomes(passed, of, unit) {
  const value = rounded(passed[of][unit])
  if (of === "sums") return `${value} goes into its ReLU`
  const given = rounded(passed[BECOMES[of]][unit])
  const factor = passed.factors[of === "first" ? 0 : 1][unit]
  return factor ? `${given} × ${rounded(factor)} = ${value}` : `dark, 0 in place of ${given}`
}
