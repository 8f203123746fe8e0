// The losses of both networks through time, on a logarithmic axis.
import { evenTicks, TimeChart } from "../../shared/player/chart.js"
import { clamp, inPowers } from "../../shared/player/numbers.js"

const [SMALLEST_LOSS, LARGEST_LOSS] = [1e-7, 1e4]
const CHART = {
  height: 240, top: 26, right: 14, bottom: 42, left: 52, gap: 7, cursor: 0, times: 8, title: 25,
}
// Train and test.
const DASHES = [[], [6, 4]]

export class LossChart extends TimeChart {
  timeTitle = "iteration (passes over the data)"

  constructor(networks, player) {
    const label =
      "Train and test loss of both networks by iteration, on a logarithmic axis; the slider " +
      "moves the same cursor"
    super(label, networks.flatMap(lossLines), CHART, player)
    this.scale = logScale(networks.flatMap(({ losses }) => Array.from(losses)))
    this.valueTicks = this.scale.ticks
  }

  get timeTicks() {
    return evenTicks(this.player.first, this.player.last, this.width / 90)
  }

  seek(event) {
    super.seek(event)
    this.player.announce()
  }

  y(loss) {
    const { low, high } = this.scale
    const share = Math.log(high / clamp(loss, low, high)) / Math.log(high / low)
    return CHART.top + share * (this.bottom - CHART.top)
  }

  dotOf({ colour, split }) {
    return { radius: 4.5, fill: split ? this.theme.background : colour, edge: colour, width: 2 }
  }

  drawAxes(pen) {
    super.drawAxes(pen)
    pen.textAlign = "left"
    pen.fillText("loss (½ squared error, log)", 0, 2)
  }
}

// Test before train, so that the dot of train lies on top.
function lossLines({ iterations, losses, colour }) {
  return [1, 0].map((split) => ({
    times: iterations,
    valueAt: (frame) => losses[2 * frame + split],
    colour, width: 2.5, dash: DASHES[split], split,
  }))
}

// The ends of a logarithmic axis around `values` and its ticks at 1, 2 and 5 times powers of ten.
function logScale(values) {
  const usable = values.filter((value) => value > 0 && Number.isFinite(value))
  const lowest = Math.max(SMALLEST_LOSS, Math.min(...usable, 1))
  const highest = clamp(Math.max(...usable), lowest, LARGEST_LOSS)
  const candidates = []
  for (let power = Math.floor(Math.log10(lowest)) - 1; power <= Math.log10(highest) + 1; power++) {
    for (const digit of [1, 2, 5]) candidates.push({ digit, value: Number(`${digit}e${power}`) })
  }
  const low = candidates.findLast(({ value }) => value <= lowest).value
  const high = candidates.find(({ value }) => value >= highest && value > low).value
  const sparse = high / low > 100
  const ticks = candidates
    .filter(({ value }) => value >= low && value <= high)
    .filter(({ digit }) => !sparse || digit === 1)
    .map(({ value }) => ({ at: value, label: tickLabel(value) }))
  return { low, high, ticks }
}

function tickLabel(value) {
  return value >= 0.001 ? String(value) : inPowers(value).replace(/^1·/, "")
}
