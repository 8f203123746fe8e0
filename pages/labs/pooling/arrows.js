// Arrow keys, and a button for each, that move something by one.
import { makeButton, makeGroup, makeIcon } from "../../shared/player/element.js"

// By key: how far down and right, in words, as a sign.
export const MOVES = {
  ArrowUp: [-1, 0, "up", "↑"],
  ArrowLeft: [0, -1, "left", "←"],
  ArrowRight: [0, 1, "right", "→"],
  ArrowDown: [1, 0, "down", "↓"],
}

// The buttons that move the `what`, and one that brings it `home`; `mark` dims those that would
// bring it beyond `low` or `high`.
export function makeArrows(what, move, home, goHome) {
  const moves = Object.values(MOVES)
  const buttons = moves.map(([down, right, name, sign]) =>
    makeButton(`Move the ${what} ${name}`, () => move(down, right), sign))
  const mark = (place, low, high) => moves.forEach((by, i) => {
    const stuck = place.some((at, axis) => at + by[axis] < low || at + by[axis] > high)
    buttons[i].setAttribute("aria-disabled", stuck)
  })
  const element = makeGroup(
    `Move the ${what}`, ...buttons, makeButton(home, goHome, makeIcon("start")),
  )
  return { element, mark }
}
