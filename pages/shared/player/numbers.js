// Numbers: kept within limits, searched, and written.

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value))
}

// A number, or one that is text already, with the minus sign of print.
export function written(number) {
  return String(number).replace("-", "−")
}

export function powerOfTen(power) {
  const raised = String(Math.abs(power)).replace(/./g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])
  return `10${power < 0 ? "⁻" : ""}${raised}`
}

// A number with so many digits behind the point, times a power of ten.
export function inPowers(number, digits = 0) {
  const [before, power] = number.toExponential(digits).split("e")
  return `${written(before)}·${powerOfTen(Number(power))}`
}

// The index of the last of the rising `values` that is not above `limit`, or 0.
export function lastUpTo(values, limit) {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (values[middle] <= limit) low = middle
    else high = middle - 1
  }
  return low
}
