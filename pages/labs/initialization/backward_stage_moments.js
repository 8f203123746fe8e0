// The moments of one update: the point goes in, forward layer by layer, the loss, back layer by
// layer, and the step. At each something is complete; between two it is on its way.
import { clamp } from "../../shared/player/numbers.js"

export class Moments {
  // Of a network with so many layers of weights.
  constructor(layers) {
    this.layers = layers
    this.loss = layers + 1
    this.update = 2 * layers + 2
    this.count = this.update + 1
  }

  // When a layer gives its outputs.
  output(layer) {
    return layer
  }

  // When a layer's units have their δ.
  delta(layer) {
    return this.loss + this.layers - layer
  }

  // When the weights into a layer have their gradients.
  gradient(layer) {
    return this.delta(layer) + 1
  }

  // The layer whose weights have their gradients at a moment on the way back.
  layerAt(moment) {
    return this.update - moment
  }
}

// What is seen of a network at a time of one update: the pass through it, and its layers before and
// after the step.
export class View {
  constructor(learner, update, now) {
    const { layers, passed, next } = learner.after(update)
    const moments = new Moments(layers.length)
    Object.assign(this, { learner, layers, passed, next, now, moments, update })
  }

  get moment() {
    return Math.floor(this.now)
  }

  // How much there is, from 0 to 1, of what is complete at a moment.
  there(moment) {
    return clamp(this.now - moment + 1, 0, 1)
  }

  has(moment) {
    return this.now >= moment
  }

  get later() {
    return this.learner.after(this.update + 1).passed
  }
}
