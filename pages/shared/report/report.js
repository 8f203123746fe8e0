// Draws every chart of the report, and opens the print dialogue.
document.getElementById("print").addEventListener("click", () => window.print());
for (const element of document.querySelectorAll(".chart")) {
  const spec = document.getElementById(element.id.replace("chart", "spec"));
  window.vegaEmbed(element, JSON.parse(spec.textContent), {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
  });
}
