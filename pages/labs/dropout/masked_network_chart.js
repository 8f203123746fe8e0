// How far the mean over the first masks lies from the whole network, both axes on a log scale.
import { clamp } from "../../shared/player/numbers.js"
import { TimeChart } from "../../shared/player/chart.js"
import { WATCHED } from "./masked_network_engine.js"

const CHART = {
  height: 178, top: 8, right: 12, bottom: 40, left: 48, gap: 6, cursor: 3, times: 8, title: 23,
}
const LOWEST = 0.01
const HIGHEST = 2
const LINES = [
  { colour: "#009E73", width: 3, dash: [] },
  { colour: "#CC79A7", width: 2, dash: [7, 3] },
  { colour: "#E69F00", width: 2, dash: [2, 2] },
]

const EXPECTED = { colour: "#888888", width: 1, dash: [4, 4] }

export class DistanceChart extends TimeChart {
  timeTitle = "masks in the mean"
  timeTicks = [1, 2, 5, 10, 20, 50, 100].map((at) => ({ at, label: String(at) }))
  valueTicks = [0.01, 0.1, 1].map((at) => ({ at, label: `${100 * at} %` }))

  constructor(player) {
    const times = player.ticks
    // Where nothing is dropped there is no distance, and on this scale no place for it.
    const measured = WATCHED.map((_, i) => ({
      ...LINES[i], times, valueAt: (frame) => player.series.at(frame + 1).distance[i] || NaN,
    }))
    const expected = {
      ...EXPECTED, times, valueAt: (frame) => player.series.expected(frame + 1) || NaN,
    }
    super("Distance of the mean over the first masks to the whole network", [expected, ...measured],
      CHART, player)
    this.canvas.onpointerup = () => player.announce()
  }

  x(time) {
    return this.size.left + (Math.log(time) / Math.log(this.player.last)) * this.room
  }

  seek({ offsetX }) {
    this.player.pause(false)
    const share = clamp((offsetX - this.size.left) / this.room, 0, 1)
    this.player.seek(Math.round(this.player.last ** share), false)
  }

  y(value) {
    const share = Math.log(clamp(value, LOWEST, HIGHEST) / LOWEST) / Math.log(HIGHEST / LOWEST)
    return this.bottom - share * (this.bottom - CHART.top)
  }

  dotOf({ colour, width }) {
    return { radius: 2 + width / 2, fill: colour, edge: this.theme.background, width: 1 }
  }
}
