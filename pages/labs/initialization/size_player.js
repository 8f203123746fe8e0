// A player whose time is the size of starting weights, on a log scale on which some have names.
import { TimeChart } from "../../shared/player/chart.js"
import { makeButton, makeGroup } from "../../shared/player/element.js"
import { Player } from "../../shared/player/player.js"

const ROW = 14
const ASIDE = { left: 3, center: 0, right: -3 }

// The heir has `places`: where on the scale the sizes of each name are.
export class SizePlayer extends Player {
  timeUnit = "size"

  makeControls() {
    const controls = super.makeControls()
    this.slider.step = "any"
    return controls
  }

  // Buttons that lead to the sizes that have names.
  makeJumps() {
    this.jumps = Object.entries(this.places).map(([name, place]) =>
      ({ place, button: makeButton(`Size ${name}`, () => this.jump(place), name) }))
    return makeGroup("Sizes", ...this.jumps.map(({ button }) => button))
  }

  jump(place) {
    this.pause(false)
    this.seek(place)
  }

  drawParts() {
    for (const { button, place } of this.jumps) {
      button.setAttribute("aria-pressed", place === this.now)
    }
  }
}

// A chart by size. Nothing in it is yet to come; above it stand `names`, each in its row and on its
// side of its line.
export class SizeChart extends TimeChart {
  constructor(size, player, names) {
    super("", [], size, player)
    this.names = names
    this.canvas.onpointerup = () => player.announce()
  }

  dotOf({ colour }) {
    return { radius: 4.5, fill: colour, edge: this.theme.text, width: 1.5 }
  }

  drawPicture(pen) {
    const { text } = this.theme
    pen.drawImage(this.picture, 0, 0, this.width, this.size.height)
    Object.assign(pen, { strokeStyle: text, fillStyle: text, textBaseline: "top", lineWidth: 1 })
    pen.setLineDash([2, 3])
    pen.beginPath()
    for (const [name, [row, side]] of Object.entries(this.names)) {
      const x = this.x(this.player.places[name])
      pen.textAlign = side
      pen.fillText(name, x + ASIDE[side], ROW * row)
      pen.moveTo(x, ROW * (row + 1))
      pen.lineTo(x, this.bottom)
    }
    pen.stroke()
    pen.setLineDash([])
  }
}
