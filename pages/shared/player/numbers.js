// Numbers: kept within limits, searched, and written.

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value))
}

// A number, or one that is text already, with the minus sign of print.
export function written(number) {
  return String(number).replace("-", "−")
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
