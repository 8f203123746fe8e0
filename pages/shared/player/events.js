// What happens to a component: it is given data, it is resized, it hears keys, it is dragged on.

const views = new WeakMap()

// What Streamlit calls on every run of the script and whenever the theme changes; what that returns
// it calls once, when the component goes. A view is made for the component's element, and loads the
// data of every call.
export function mount(View) {
  return ({ data, parentElement, ...answers }) => {
    const root = parentElement.querySelector(".component")
    if (!root || !data) return
    const view = views.get(root) ?? new View(root)
    views.set(root, view)
    view.load(data, answers)
    return () => {
      view.dispose?.()
      views.delete(root)
    }
  }
}

// Call `act` in the frame after `element` has changed its size; return what ends that.
export function onResize(element, act) {
  let request
  // Not at once: laying out inside the observer's own call makes browsers complain of a loop.
  const watcher = new ResizeObserver(() => {
    cancelAnimationFrame(request)
    request = requestAnimationFrame(act)
  })
  watcher.observe(element)
  return () => {
    cancelAnimationFrame(request)
    watcher.disconnect()
  }
}

// Let `answer` do what a key pressed within `root` asks for, wherever it was clicked, and say
// whether it asks for anything.
export function onKeys(root, answer) {
  root.tabIndex = -1
  root.onkeydown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !answer(event)) return
    event.preventDefault()
    event.stopPropagation()
  }
}

// Let a press or a drag on `element` act.
export function onDrag(element, act) {
  element.onpointerdown = (event) => {
    element.setPointerCapture(event.pointerId)
    act(event)
  }
  element.onpointermove = (event) => event.buttons && act(event)
}
