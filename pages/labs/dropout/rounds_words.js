// What a game of luck says: who won a round, how the guess fared, and what tells two rates apart.

const TRIED = 5
const PLACES = [
  "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
]

function share(accuracy) {
  return `${(100 * accuracy).toFixed(1)} %`
}

export function named(rate) {
  return `p = ${rate.toFixed(1)}`
}

// Which of the networks has won, and where the guess has ended.
export function report({ table: { rates, seeds }, runs }, round, guess) {
  const { means, winners } = round
  const best = means[winners[0]]
  const who = winners.map((place) => named(rates[place])).join(" and ")
  const from = runs > 1 ? `mean of ${runs} recorded runs` : `recorded seed ${seeds[round.seeds[0]]}`
  const wins = `${who} ${winners.length > 1 ? "tie" : "wins"} with ${share(best)} (${from}).`
  if (winners.includes(guess)) return `${wins} You guessed it.`
  const place = PLACES[means.filter((mean) => mean > means[guess]).length]
  const behind = (100 * (best - means[guess])).toFixed(1)
  return `${wins} Your ${named(rates[guess])} comes ${place}, ${behind} points behind.`
}

// What the rounds so far tell; nothing before there are some of them.
export function found(rounds, number) {
  if (number < TRIED) return ""
  const { rates, apart } = rounds.table
  const won = rounds.wins(number).filter((wins) => wins > 0).length
  const [one, other] = [apart.first, apart.second].map((rate) => rates.indexOf(rate))
  const ahead = rounds.ahead(number, one, other)
  const needed = apart.seeds?.toLocaleString("en") ?? "More than can be had"
  return (
    `So far ${won} of the ${rates.length} have won; ${named(apart.first)} was ahead of ` +
    `${named(apart.second)} in ${ahead} of ${number} rounds. ${needed} runs of each would tell these ` +
    `two apart with a chance of ${Math.round(100 * apart.power)} %.`
  )
}

// A number of rounds won, of which those that tie have a share.
export function times(wins) {
  return String(+wins.toFixed(1))
}

// The network at `place`: its accuracy in this round, and how often it has won.
export function explain(rounds, number, place) {
  const rate = named(rounds.table.rates[place])
  if (!number) return `${rate}: press to guess that it wins.`
  const mean = share(rounds.at(number).means[place])
  return `${rate}: ${mean} in this round; it has won ${times(rounds.wins(number)[place])} of ${number}.`
}

// All of a round, for who does not see it.
export function listing(rounds, number) {
  return rounds.table.rates.map((_, place) => explain(rounds, number, place)).join(" ")
}
