// Filters rows by layer, action and text; lights up what a construct of the graph touches.
const chosen = { layer: "", action: "" };
const search = document.querySelector("#search");

function apply() {
  const text = search.value.trim().toLowerCase();
  for (const row of document.querySelectorAll("details.row")) {
    const shown = (!chosen.layer || row.dataset.layer === chosen.layer)
      && (!chosen.action || row.dataset.action === chosen.action)
      && (!text || row.textContent.toLowerCase().includes(text));
    row.classList.toggle("hidden", !shown);
  }
  for (const section of document.querySelectorAll("section.layer")) {
    section.classList.toggle("hidden", !section.querySelector("details.row:not(.hidden)"));
  }
}

for (const button of document.querySelectorAll(".filters button")) {
  button.addEventListener("click", () => {
    const { kind, value } = button.dataset;
    chosen[kind] = value;
    for (const other of document.querySelectorAll(`.filters button[data-kind="${kind}"]`)) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    apply();
  });
}
search?.addEventListener("input", apply);

const graph = document.querySelector("svg");
for (const node of graph?.querySelectorAll(".node") ?? []) {
  const name = node.dataset.name;
  node.addEventListener("mouseenter", () => {
    graph.classList.add("focused");
    const lit = new Set([name]);
    for (const edge of graph.querySelectorAll(".edge")) {
      const touches = edge.dataset.from === name || edge.dataset.to === name;
      edge.classList.toggle("lit", touches);
      if (touches) lit.add(edge.dataset.from).add(edge.dataset.to);
    }
    for (const other of graph.querySelectorAll(".node")) other.classList.toggle("lit", lit.has(other.dataset.name));
  });
  node.addEventListener("mouseleave", () => graph.classList.remove("focused"));
}
addEventListener("hashchange", () => { const row = document.querySelector(":target"); if (row) row.open = true; });
