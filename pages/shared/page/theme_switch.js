// Light or dark: see theme_switch.py. Streamlit 1.67 reads a visitor's choice when a page is loaded,
// from an entry of the browser's storage for each path: all pages get it, then this one is loaded
// anew; its address holds what was set.
import { make } from "../player/element.js"
import { mount } from "../player/events.js"

const PAGES = "[data-testid=stSidebar] a"

class Switch {
  constructor(root) {
    const dark = getComputedStyle(root).colorScheme.includes("dark")
    const other = dark ? "Light" : "Dark"
    const button = make("button", { type: "button" }, `${other} theme`)
    button.onclick = () => this.choose(other)
    root.replaceChildren(button)
  }

  load() {}

  choose(theme) {
    const paths = [...document.querySelectorAll(PAGES)].map((link) => link.pathname)
    for (const path of [...paths, location.pathname])
      localStorage.setItem(`stActiveTheme-${path}-v2`, JSON.stringify(theme))
    location.reload()
  }
}

export default mount(Switch)
