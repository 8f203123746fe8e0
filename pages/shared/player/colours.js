// Colours: from orange for −1 to blue for 1, and those of Streamlit's theme.
import { clamp } from "./numbers.js"

export const NEGATIVE = "#E69F00"
export const NEUTRAL = "#F7F7F7"
export const POSITIVE = "#0072B2"
export const INK = "#1B2733"

const PALETTE_HALF = 256
const PALETTE = Uint32Array.from({ length: 2 * PALETTE_HALF + 1 }, (_, i) =>
  mix(i / PALETTE_HALF - 1),
)

// The colour of a value from −1 to 1 as canvas memory holds it: alpha, blue, green, red.
function mix(value) {
  const end = channels(signColour(value))
  return pixel(channels(NEUTRAL).map((from, i) => from + (end[i] - from) * Math.abs(value)))
}

function pixel(rgb) {
  const [red, green, blue] = rgb.map(Math.round)
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
}

export function pixelOf(hex) {
  return pixel(channels(hex))
}

export function colourOf(value) {
  return PALETTE[Math.round((clamp(value, -1, 1) + 1) * PALETTE_HALF)]
}

// A colour from canvas memory as a pen takes it.
export function inkOf(colour) {
  const [red, green, blue] = new Uint8Array(Uint32Array.of(colour).buffer)
  return `rgb(${red} ${green} ${blue})`
}

export function signColour(value) {
  return value < 0 ? NEGATIVE : POSITIVE
}

export function themeOf(root) {
  const style = getComputedStyle(root)
  const read = (name) => style.getPropertyValue(name).trim()
  return {
    text: style.color,
    font: style.fontFamily,
    border: read("--st-border-color") || "#888888",
    background: read("--st-background-color") || "#FFFFFF",
  }
}
