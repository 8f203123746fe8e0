// A pass in words: what has just happened in a network, and the sum behind each number of a unit.
import { inPowers, written } from "../../shared/player/numbers.js"
import { capitalised, counted } from "../../shared/player/words.js"
import { stopsAt } from "./backward_stage_network.js"
import { activationOf } from "./one_pass.js"
import { sourceName, unitName } from "./replay_words.js"

// So many digits behind the point, or where that shows none, one and its power of ten.
export function brief(number, digits = 2) {
  if (Number.isInteger(number) || !Number.isFinite(number)) return written(number)
  if (Math.abs(number) >= 0.5 * 10 ** -digits) return written(number.toFixed(digits))
  return inPowers(number)
}

function inBrackets(number) {
  return number < 0 ? `(${brief(number)})` : brief(number)
}

function product(one, other) {
  return `${inBrackets(one)} × ${inBrackets(other)}`
}

export function lossTerm({ output, label }) {
  return `½ (${brief(output)} ${label < 0 ? "+" : "−"} 1)²`
}

function allZero(numbers) {
  return numbers.flat().every((number) => number === 0)
}

function weightsName({ moments }, layer) {
  return layer === moments.layers ? "output weights" : `weights into layer ${layer}`
}

// ---- what has just happened

export function caption(view) {
  const { moment, moments } = view
  if (moment === 0) return pointSaid(view)
  if (moment < moments.loss) return forwardSaid(view, moment)
  if (moment === moments.loss) return lossSaid(view)
  if (moment < moments.update) {
    const layer = moments.layerAt(moment)
    return `${gradientsSaid(view, layer)} ${layer > 1 ? deltasSaid(view, layer) : ""}`.trim()
  }
  return updateSaid(view)
}

function pointSaid({ passed: { levels, label } }) {
  const [x, y] = levels[0].outputs
  const colour = label > 0 ? "blue" : "orange"
  return `In goes the point x = ${brief(x)}, y = ${brief(y)}. It is ${colour}, so the answer ` +
    `should be ${brief(label)}.`
}

function forwardSaid(view, layer) {
  const { layers, learner: { activation }, moments, passed } = view
  const { weights, biases } = layers[layer - 1]
  const { outputs } = passed.levels[layer]
  const isLast = layer === moments.layers
  if (allZero([...weights, biases])) {
    const zero = brief(activationOf({ layers, activation }, layer - 1).value(0))
    if (isLast) return `All output weights are 0: the network says ${zero}, whatever the point.`
    return `All weights into layer ${layer} are 0: each unit gives f(0) = ${zero}.`
  }
  if (isLast) return `The network says ${brief(passed.output)}.`
  const dark = outputs.filter((given) => given === 0).length
  return `Each unit of layer ${layer} adds up what comes in times its weights and gives f(sum)` +
    (dark ? `: ${dark} of ${outputs.length} give 0.` : ".")
}

function lossSaid({ moments, passed }) {
  const { output, label, loss, levels } = passed
  const { deltas: [delta], slopes: [slope] } = levels[moments.layers]
  return `It says ${brief(output)} and should say ${brief(label)}: a loss of ${loss.toFixed(3)}. ` +
    `At the output δ = ${brief(output - label)} × f′ ${brief(slope)} = ${brief(delta)}.`
}

function gradientsSaid(view, layer) {
  const { levels } = view.passed
  const { gradients, deltas } = levels[layer]
  const name = weightsName(view, layer)
  if (!allZero(gradients)) {
    const largest = Math.max(...gradients.flat().map(Math.abs))
    return `The ${name} get their gradients, δ times what came in: ${brief(largest)} at most.`
  }
  if (allZero(deltas)) return `No δ has come, so the ${name} get no gradient either.`
  return `The ${name} get no gradient: it is δ times what came in, and only 0 came in.`
}

function deltasSaid(view, layer) {
  const { layers, passed: { levels } } = view
  const before = levels[layer - 1]
  if (!allZero(before.deltas)) return `Through the weights a δ goes back to layer ${layer - 1}.`
  if (allZero(levels[layer].deltas)) return ""
  if (allZero(layers[layer - 1].weights)) {
    return `Nothing goes back to layer ${layer - 1}: δ is multiplied by weights that are 0.`
  }
  return `Nothing goes back to layer ${layer - 1}: f′ is 0 in all its units.`
}

function updateSaid(view) {
  const { layers, learner, passed } = view
  const steps = passed.levels.slice(1)
  const gradients = steps.flatMap((level) => level.gradients.flat())
  const moving = gradients.filter((gradient) => gradient !== 0).length
  const step = `A step down, ${learner.rate} times each gradient.`
  if (moving === gradients.length) return `${step} All ${moving} weights move.`
  const further = stopsAt(view.later) < stopsAt(passed)
  if (moving) {
    const next = further ? " In the next update the gradient gets one layer further back." : ""
    return `${step} Of ${counted(gradients.length, "weight")} ${moving} move.${next}`
  }
  if (allZero(layers.flatMap(({ weights }) => weights))) {
    return `${step} Only the output's bias moves: it still says the same of every point.`
  }
  return `${step} No weight moves for this point.`
}

// ---- the sums behind a unit

// The lines on a unit: at first how it comes to what it gives, then to its δ and its gradients.
export function explain(network, view, layer, unit) {
  const { moments, passed: { levels } } = view
  const name = capitalised(unitName(network, layer, unit))
  const given = brief(levels[layer].outputs[unit])
  if (layer === 0) return [`${name}: ${given}. It comes from the point, there is nothing to learn.`]
  if (!view.has(moments.output(layer))) return [`${name}: nothing has come here yet.`]
  if (!view.has(moments.delta(layer))) return [`${name}: ${givenSaid(view, layer, unit)}`]
  const lines = [`${name}: ${deltaSaid(view, layer, unit)}`]
  if (view.has(moments.gradient(layer))) lines.push(gradientSaid(network, view, layer, unit))
  return lines
}

function givenSaid({ layers, passed: { levels } }, layer, unit) {
  const { weights, biases } = layers[layer - 1]
  const terms = weights[unit].map((weight, i) => product(weight, levels[layer - 1].outputs[i]))
  const { totals, outputs } = levels[layer]
  return `z = ${[...terms, inBrackets(biases[unit])].join(" + ")} = ${brief(totals[unit])}, ` +
    `so it gives f(z) = ${brief(outputs[unit])}.`
}

function deltaSaid({ layers, moments, passed }, layer, unit) {
  const { deltas, slopes } = passed.levels[layer]
  const ends = ` × f′ ${brief(slopes[unit])} = ${brief(deltas[unit])}.`
  if (layer === moments.layers) {
    return `δ = (${brief(passed.output)} ${passed.label < 0 ? "+" : "−"} 1)${ends}`
  }
  const terms = passed.levels[layer + 1].deltas.map((delta, target) =>
    product(delta, layers[layer].weights[target][unit]))
  return `δ = (${terms.join(" + ")})${ends}`
}

// The gradients of the weights into a unit, and once the step is made where it has led.
function gradientSaid(network, view, layer, unit) {
  const { layers, moments, next, passed: { levels } } = view
  const { gradients, deltas } = levels[layer]
  const [before, after] = [layers, next].map((of) => of[layer - 1])
  const named = (says) => gradients[unit].map((gradient, i) =>
    `${sourceName(network, layer - 1, i)} ${says(gradient, i)}`)
  if (view.has(moments.update)) {
    const moves = (from, to) => `${brief(from, 3)} → ${brief(to, 3)}`
    const weights = named((_, i) => moves(before.weights[unit][i], after.weights[unit][i]))
    return `Weights: ${weights.join("; ")}; bias ${moves(before.biases[unit], after.biases[unit])}.`
  }
  const given = levels[layer - 1].outputs
  const made = named((gradient, i) => `${product(deltas[unit], given[i])} = ${brief(gradient)}`)
  return `∂loss/∂w = δ × what came in: ${made.join("; ")}; bias ${brief(deltas[unit])}.`
}
