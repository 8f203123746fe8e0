// Mounts a component in this page as Streamlit's client does: with the interface that
// st.components.v2.component documents and a shadow root for its style. It is called again with new
// data, as by every run of the script, and when the colour scheme changes.
async ({ html, css, js }) => {
  const place = document.querySelector("#mounted")
  const parentElement = place.attachShadow({ mode: "open" })
  parentElement.innerHTML = `<div><div>${html}</div></div>`
  const style = document.createElement("style")
  style.textContent = css
  parentElement.firstChild.append(style)
  const address = URL.createObjectURL(new Blob([js], { type: "text/javascript" }))
  const { default: run } = await import(address)
  const component = { parentElement, name: "mounted", key: "mounted" }
  component.setStateValue = component.setTriggerValue = () => {}
  let end
  const again = () => (end = run({ ...component }))
  window.mounted = {
    update(text) {
      component.data = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
      again()
    },
    remove() {
      place.remove()
      end()
    },
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again)
  await document.fonts.load('1rem "Source Sans"')
}
