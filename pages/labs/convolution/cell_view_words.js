// What is pointed at, written out: the sum of an output cell, or the outputs that a pixel feeds.
import { make } from "../../shared/player/element.js"
import { written } from "../../shared/player/numbers.js"
import { counted } from "../../shared/player/words.js"

export function at({ row, column }) {
  return `row ${written(row)}, column ${written(column)}`
}

function factor(number) {
  return number < 0 ? `(${written(number)})` : written(number)
}

// The output of `filter` at `place` as the sum over its `window`, and what is shown of `channel`:
// a title, the lines beneath it, all that is said aloud, and a sentence.
export function writeSum(layer, filter, channel, place, window) {
  const channels = Array.from({ length: layer.inChannels }, (_, c) =>
    productsOf(layer, filter, c, window),
  )
  const sums = channels.map((products) => products.reduce((sum, { product }) => sum + product, 0))
  const bias = factor(layer.biases[filter])
  const total = written(layer.outputAt(filter, place.row, place.column))
  const title = `Output ${at(place)}, filter ${filter}`
  const lines = channels.map((products, c) =>
    makeLine(`Channel ${c}`, c === channel, written(sums[c]), ...makeTerms(products), " = "),
  )
  const sum = `${sums.map(factor).join(" + ")} + bias ${bias} = `
  const products = channels.flat().map(({ text }) => text).join(" + ")
  return {
    title,
    lines: [...lines, makeLine("Sum", false, total, sum)],
    said: `${title}: ${products} + bias ${bias} = ${total}`,
    told: `${title}: ${sum}${total}.`,
  }
}

function productsOf(layer, filter, channel, window) {
  return window.map(({ tapRow, tapColumn, row, column }) => {
    const pixel = layer.pixel(channel, row, column)
    const weight = layer.weight(filter, channel, tapRow, tapColumn)
    const text = `${pixel}×${factor(weight)}`
    return { text, product: pixel * weight, outside: !layer.holds(row, column) }
  })
}

function makeLine(name, shown, result, ...words) {
  return make(
    "p", { class: shown ? "line shown" : "line" },
    make("span", { class: "name" }, name), " ", ...words, make("b", {}, result),
  )
}

// Products as words that can wrap between terms; those with padding look like padding.
function makeTerms(products) {
  return products.flatMap(({ text, outside }, i) => {
    const term = make("span", { class: outside ? "term outside" : "term" }, text)
    return i ? [" + ", term] : [term]
  })
}

// The outputs of `filter` that the pixel of `channel` at `place` is `fed` to, as for a sum.
export function writeFed(layer, filter, channel, place, fed) {
  const value = written(layer.pixel(channel, place.row, place.column))
  const title = layer.holds(place.row, place.column)
    ? `Input ${at(place)}, channel ${channel} is ${value}`
    : `Padding ${at(place)} is always 0`
  const all = `${fed.length * layer.outChannels} over the ${layer.outChannels} filters`
  const many = layer.outChannels > 1 ? ` (${all})` : ""
  const outputs = `${counted(fed.length, "output")} of the ${layer.outputSize ** 2}`
  const summary = fed.length
    ? `It feeds ${outputs} of filter ${filter}${many}.`
    : "It feeds no output: no window holds it."
  const paths = fed.map((cell) => {
    const weight = layer.weight(filter, channel, cell.tapRow, cell.tapColumn)
    return `${at(cell)}: ${value}×${factor(weight)}`
  })
  const list = make("ul", { class: "paths" }, ...paths.map((path) => make("li", {}, path)))
  return {
    title,
    lines: [make("p", { class: "line" }, summary), list],
    told: `${title}. ${summary}`,
    said: [`${title}. ${summary}`, ...paths.map((path) => `Output ${path}`)].join(" "),
  }
}
