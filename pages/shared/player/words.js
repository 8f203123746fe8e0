// Words: begun with a capital, counted, and shares.
import { clamp } from "./numbers.js"

export function capitalised(words) {
  return words[0].toUpperCase() + words.slice(1)
}

export function counted(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`
}

// Rounded, but 0 % and 100 % only where they are exact.
export function percent(share) {
  if (Number.isNaN(share)) return "no number"
  if (share === 0 || share === 1) return `${100 * share} %`
  return `${clamp(Math.round(100 * share), 1, 99)} %`
}
