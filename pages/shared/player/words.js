// Words: begun with a capital, and counted.

export function capitalised(words) {
  return words[0].toUpperCase() + words.slice(1)
}

export function counted(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`
}
