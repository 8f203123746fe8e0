// Rounds of a game of luck: each draws recorded runs of every dropout probability, and the best wins.

// Draws `runs` of the recorded seeds for every round; `random` is from 0 to below 1. `table` has the
// `rates` and, seed by seed, how many of the `images` each of their networks has right.
export class Rounds {
  constructor(table, runs, random = Math.random) {
    Object.assign(this, { table, runs, random })
    this.count = table.right.length / table.rates.length
    this.deck = []
    this.drawn = []
  }

  // Round `number`, from 1: the seeds drawn, the mean accuracy of each rate over them, and the places
  // of the highest.
  at(number) {
    while (this.drawn.length < number) this.drawn.push(this.play(this.draw()))
    return this.drawn[number - 1]
  }

  // One run: the seeds one after the other, shuffled. More: at random and with replacement.
  draw() {
    const { count, runs } = this
    if (runs > 1) return Array.from({ length: runs }, () => Math.floor(this.random() * count))
    if (!this.deck.length) this.deck = this.shuffled()
    return [this.deck.pop()]
  }

  shuffled() {
    const seeds = [...Array(this.count).keys()]
    for (let last = seeds.length - 1; last > 0; last--) {
      const other = Math.floor(this.random() * (last + 1))
      ;[seeds[last], seeds[other]] = [seeds[other], seeds[last]]
    }
    return seeds
  }

  play(seeds) {
    const { rates, right, images } = this.table
    const sums = rates.map((_, place) =>
      seeds.reduce((sum, seed) => sum + right[seed * rates.length + place], 0))
    const most = Math.max(...sums)
    const winners = [...rates.keys()].filter((place) => sums[place] === most)
    return { seeds, means: sums.map((sum) => sum / images / seeds.length), winners }
  }

  // How many of the first rounds each rate has won; those that tie share a win.
  wins(number) {
    const wins = this.table.rates.map(() => 0)
    this.each(number, ({ winners }) =>
      winners.forEach((place) => (wins[place] += 1 / winners.length)))
    return wins
  }

  // In how many of the first rounds the rate at place `one` was ahead of that at `other`.
  ahead(number, one, other) {
    let count = 0
    this.each(number, ({ means }) => (count += means[one] > means[other]))
    return count
  }

  each(number, act) {
    for (let round = 1; round <= number; round++) act(this.at(round), round)
  }
}
