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
  const state = {}
  const setStateValue = (name, value) => (state[name] = value)
  let data, end
  const answers = { setStateValue, setTriggerValue: setStateValue, name: "mounted", key: "mounted" }
  const again = () => (end = run({ data, parentElement, ...answers }))
  const update = ({ bytes, json }) => {
    data = json ?? Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))
    again()
  }
  const remove = () => {
    place.remove()
    end()
  }
  window.mounted = { state, update, remove }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again)
  await document.fonts.load('1rem "Source Sans"')
}
