// Elements: any of them, buttons, a choice among buttons, the entries of a key.

const ICONS = {
  start: "M6 5h2.5v14H6zM19 5v14L9 12z",
  back: "M16 5h2.5v14H16zM14 5v14L4 12z",
  play: "M7 4.5v15l13-7.5z",
  pause: "M6 5h4.5v14H6zM13.5 5H18v14h-4.5z",
  forward: "M5.5 5H8v14H5.5zM10 5v14l10-7z",
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

// Write `text` into an element, where it is not there already: an equal text would be laid out anew.
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text
}

export function makeIcon(name) {
  const drawing = make("span", { class: "icon", "aria-hidden": "true" })
  drawing.innerHTML = `<svg viewBox="0 0 24 24"><path d="${ICONS[name]}"/></svg>`
  return drawing
}

export function makeButton(label, act, ...children) {
  const attributes = { type: "button", class: "control", "aria-label": label, title: label }
  const button = make("button", attributes, ...children)
  button.onclick = act
  return button
}

export function makeGroup(label, ...buttons) {
  return make("div", { class: "buttons", role: "group", "aria-label": label }, ...buttons)
}

// Buttons of which one is pressed, first the one at `pressed`; `choose` is told which another is.
export function makeChoice(label, words, pressed, choose) {
  const press = (chosen) =>
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", i === chosen))
  const act = (chosen) => {
    press(chosen)
    choose(chosen)
  }
  const buttons = words.map((word, i) => makeButton(`${label} ${word}`, () => act(i), word))
  press(pressed)
  return makeGroup(label, ...buttons)
}

// A box to tick; `act` is told whether it is.
export function makeTick(label, ticked, act) {
  const box = make("input", { type: "checkbox" })
  box.checked = ticked
  box.onchange = () => act(box.checked)
  return make("label", {}, box, label)
}

// What is said to who hears the page, and not shown.
export function makeSpoken() {
  return make("p", { class: "spoken", "aria-live": "polite" })
}

// An entry of a key: a sign drawn by the style sheet, and what it means.
export function makeEntry(kind, ...words) {
  return make("span", {}, make("i", { class: kind, "aria-hidden": "true" }), ...words)
}

// What the colours of a plane mean.
export function makeScale(words = "") {
  return make("span", {}, `${words}−1 `, make("i", { class: "scale", "aria-hidden": "true" }), " +1")
}
