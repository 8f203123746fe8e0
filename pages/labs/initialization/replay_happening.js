// What two networks are doing at an iteration, in a sentence.
import { frameOf } from "../../shared/player/bytes.js"
import { clamp, lastUpTo } from "../../shared/player/numbers.js"

// A network moves while its loss changes by more than this share in as many iterations.
const [MOVES, AROUND] = [0.02, 10]
const HAS_LEARNED = 0.05

// What networks can differ in before they are trained.
const COMPARED = {
  layers: ({ sizes }) => [sizes.slice(1)],
  units: ({ activation }) => [activation],
  inputs: ({ inputs }) => [inputs],
  points: ({ train: { xs, ys, labels } }) => [xs, ys, labels],
  "starting weights": ({ layers }) =>
    layers.flatMap(({ weights, biases }) => [frameOf(weights, 0), frameOf(biases, 0)]),
}

export function happening(networks, iteration) {
  if (iteration === 0) return `Neither has seen a point yet${beginning(networks)}.`
  const doing = networks.map((network) => `${network.name} ${doingOf(network, iteration)}`)
  return `${doing.join(", ")}.`
}

// How the start of one differs from that of the other.
function beginning(networks) {
  const [still, other] = [...networks].sort((one, two) => startsAtZero(two) - startsAtZero(one))
  if (startsAtZero(still) && !startsAtZero(other)) {
    return `: ${still.name} starts with every weight 0, ${other.name} does not`
  }
  const differing = Object.keys(COMPARED).filter((part) =>
    new Set(networks.map((network) => COMPARED[part](network).join(";"))).size > 1)
  if (!differing.length) return ", and so far nothing tells them apart"
  return `: they differ in their ${differing.join(", ").replace(/, ([^,]*)$/, " and $1")}`
}

function startsAtZero({ layers }) {
  return layers.every(({ weights }) => frameOf(weights, 0).every((weight) => weight === 0))
}

function doingOf({ iterations, losses }, iteration) {
  const frame = lastUpTo(iterations, iteration)
  const lossAt = (at) => losses[2 * clamp(at, 0, iterations.length - 1)]
  const [loss, first] = [lossAt(frame), lossAt(0)]
  if (!Number.isFinite(loss)) return "has broken: its numbers have grown too large"
  if (loss < HAS_LEARNED * first) return "has learned where the colours lie"
  const change = lossAt(frame - AROUND) / loss - 1
  if (change > MOVES) return "learns: its loss falls"
  if (change < -MOVES) return "gets worse: its loss rises"
  return "stands still: its loss hardly moves"
}
