// Light or dark: see theme_switch.py. Streamlit 1.67 reads a visitor's choice when a page is loaded,
// from an entry of the browser's storage for each path: all pages get it, then this one is loaded
// anew; its address holds what was set.
const PAGES = "[data-testid=stSidebar] a"

export default ({ parentElement }) => {
  const button = parentElement.querySelector("button")
  const other = getComputedStyle(button).colorScheme.includes("dark") ? "Light" : "Dark"
  button.textContent = `${other} theme`
  button.onclick = () => {
    const paths = [...document.querySelectorAll(PAGES)].map((link) => link.pathname)
    for (const path of [...paths, location.pathname])
      localStorage.setItem(`stActiveTheme-${path}-v2`, JSON.stringify(other))
    location.reload()
  }
}
