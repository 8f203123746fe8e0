// What two networks are doing at an iteration, in a sentence.
import { clamp, lastUpTo } from "../../shared/player/numbers.js"

// A network moves while its loss changes by more than this share in as many iterations.
const [MOVES, AROUND] = [0.02, 10]
const HAS_LEARNED = 0.05

export function happening(networks, iteration) {
  if (iteration === 0) return "Neither has seen a point yet: they differ in their starting weights."
  const doing = networks.map((network) => `${network.name} ${doingOf(network, iteration)}`)
  return `${doing.join(", ")}.`
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
