// A layer as `layer_drawing.py` draws it, in the colours of the page.
export default function ({ parentElement, data }) {
  parentElement.querySelector(".layer_drawing").innerHTML = new TextDecoder().decode(data)
}
