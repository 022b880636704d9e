// Filters the changes; what is chosen stands in the address, so that a link shows the same.
const KINDS = ["environment", "layer", "action"];
const form = document.querySelector("form.filters");
const search = document.querySelector("#search");
const chosen = new URLSearchParams(location.search);

function shows(row, text) {
  return KINDS.every((kind) => {
    const wanted = chosen.get(kind);
    return !wanted || (kind === "layer" ? [row.dataset[kind]] : row.dataset[kind].split(" ")).includes(wanted);
  }) && (!text || row.textContent.toLowerCase().includes(text));
}

function apply() {
  const text = (chosen.get("text") ?? "").trim().toLowerCase();
  const filtered = text || KINDS.some((kind) => chosen.get(kind));
  const rows = [...document.querySelectorAll("details.row")];
  for (const row of rows) row.hidden = !shows(row, text);
  for (const holder of document.querySelectorAll("details.group, section.layer")) {
    const left = holder.querySelector("details.row:not([hidden])");
    holder.hidden = !left;
    if (holder.matches("details") && filtered && left) holder.open = true;
  }
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String((chosen.get(button.dataset.kind) ?? "") === button.dataset.value));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  form.querySelector("[role=status]").textContent = `${shown} of ${rows.length} rows`;
}

function choose(kind, value) {
  if (value) chosen.set(kind, value); else chosen.delete(kind);
  const query = chosen.toString();
  history.replaceState(null, "", `${location.pathname}${query && "?"}${query}${location.hash}`);
  apply();
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.matches("details.row")) return;
  for (let each = target; each; each = each.parentElement.closest("details")) each.open = true;
  target.scrollIntoView();
}

if (form) {
  form.hidden = false;
  for (const button of form.querySelectorAll("button")) {
    button.addEventListener("click", () => choose(button.dataset.kind, button.dataset.value));
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  search.value = chosen.get("text") ?? "";
  search.addEventListener("input", () => choose("text", search.value));
  apply();
}
addEventListener("hashchange", reveal);
reveal();

// Lights up what a construct of the graph touches.
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
