// How the replay writes numbers and names units.
import { inPowers, written } from "../../shared/player/numbers.js"
import { INPUTS } from "./one_pass.js"

export function signed(number, digits = 3) {
  return written(number.toFixed(digits))
}

export function scientific(number) {
  if (number === 0 || !Number.isFinite(number)) return String(number)
  if (Math.abs(number) >= 0.001) return signed(number, 4)
  return inPowers(number, 1)
}

export function unitName(network, layer, unit) {
  if (layer === 0) return `input ${INPUTS[network.inputs[unit]].label}`
  if (layer === network.layers.length) return "output unit"
  return `layer ${layer}, unit ${unit + 1}`
}

export function sourceName(network, layer, unit) {
  return layer === 0 ? INPUTS[network.inputs[unit]].label : `unit ${unit + 1}`
}
