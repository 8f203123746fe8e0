// Brings whoever has no mouse to what is wider than its place: a table or formula that scrolls takes
// the focus, so that the arrow keys move it.
const WIDE = { "[data-testid=stTable] > div": "Table", ".katex-display": "Formula" }
const PAUSE = 200
// Pixels at the end of a row of tabs where what goes on fades away.
const FADE = 40

let revealed

// Bring a newly chosen tab into the sight of who has a narrow screen; its row is not as wide at once
// as when all of it is drawn.
function reveal() {
  const chosen = document.querySelector(".st-key-tabs [data-selected]")
  const row = chosen?.closest("[role=radiogroup]")
  const now = row && [chosen, row.clientWidth, row.scrollWidth]
  if (!now || now.every((one, i) => one === revealed?.[i])) return
  revealed = now
  const beyond = chosen.getBoundingClientRect().right + FADE - row.getBoundingClientRect().right
  if (beyond > 0) row.scrollLeft += beyond
}

function mark() {
  for (const [selector, name] of Object.entries(WIDE)) {
    const attributes = { tabindex: "0", role: "group", "aria-label": `${name}, scrolls sideways` }
    for (const element of document.querySelectorAll(selector)) {
      const scrolls = element.scrollWidth > element.clientWidth
      if (scrolls === element.hasAttribute("tabindex")) continue
      for (const [attribute, value] of Object.entries(attributes)) {
        if (scrolls) element.setAttribute(attribute, value)
        else element.removeAttribute(attribute)
      }
    }
  }
}

// Streamlit runs this again on every page; one watcher serves them all.
if (!window.backpropLabAccess) {
  let waiting = false
  const soon = () => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      mark()
      reveal()
    }, PAUSE)
  }
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true })
  window.addEventListener("resize", soon)
  window.backpropLabAccess = true
  soon()
}
