// Draws every chart of the report, shows what moves, and opens the print dialogue.
document.getElementById("print").addEventListener("click", () => window.print());
for (const element of document.querySelectorAll(".chart")) {
  const spec = document.getElementById(element.id.replace("chart", "spec"));
  window.vegaEmbed(element, JSON.parse(spec.textContent), {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
  });
}

// Mounts what moves as Streamlit's client does; what it answers nobody hears.
function show(number, run) {
  const { html, css, bytes, json } = JSON.parse(
    document.getElementById(`given-${number}`).textContent,
  );
  const parentElement = document.getElementById(`stage-${number}`).attachShadow({ mode: "open" });
  parentElement.innerHTML = `<div><div>${html}</div><style>${css}</style></div>`;
  const data = json ?? Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const deaf = () => {};
  const name = `stage-${number}`;
  run({ data, parentElement, setStateValue: deaf, setTriggerValue: deaf, name, key: name });
}
