// The legend: what colours, shapes and lines stand for, and by what else one may filter; each entry is a switch.

const SVG = "http://www.w3.org/2000/svg";
const OUTLINES = {
  box: "M1 4H15V12H1Z",
  dot: "M8 2A6 6 0 1 1 8 14A6 6 0 1 1 8 2Z",
  diamond: "M8 1L15 8L8 15L1 8Z",
  square: "M2.5 2.5H13.5V13.5H2.5Z",
  hexagon: "M4.5 2H11.5L15 8L11.5 14H4.5L1 8Z",
  triangle: "M8 2L15 14H1Z",
  triangleDown: "M8 14L15 2H1Z",
  line: "M0 8H15M10 4L15 8L10 12",
};
// Entries of one kind that stand in the open; the others, and the facets, are in the menu beside them.
const MOST_OPEN = 12;
const MANY_ENTRIES = 24;

function hidesAll(values, hidden) {
  return hidden.size > 0 && values?.length > 0 && values.every((value) => hidden.has(value));
}

function isFiltered(one) {
  return data.facets.some(({id}) => hidesAll(one.facets[id], state.hidden[id]));
}

function isShown(mark) {
  const {group, kind, missing} = state.hidden;
  return !(group.has(mark.group) || kind.has(mark.kind) || (mark.missing && missing.has("missing")) || isFiltered(mark));
}

function isLineShown(line) {
  return isShown(end(line.source)) && isShown(end(line.target)) && !state.hidden.line.has(line.kind) && !isFiltered(line);
}

function icon(outline, colour, dashed = false) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  const look = {d: OUTLINES[outline], stroke: colour, "stroke-width": 1.5, fill: outline === "line" || dashed ? "none" : colour};
  if (dashed) look["stroke-dasharray"] = "3 2";
  for (const [key, value] of Object.entries(look)) path.setAttribute(key, value);
  picture.append(path);
  return picture;
}

// What the legend lists: each kind of entry with its key, its words, and its entries with their pictures.
function entries() {
  const {soft} = theme();
  const loose = data.picture.groups.length > 0 && data.picture.marks.some((mark) => !mark.group);
  const groups = [...data.picture.groups, ...(loose ? [{id: "", name: both("noGroup")}] : [])];
  const lines = new Map(data.picture.lines.map((line) => [line.kind, line.name]));
  const missing = data.picture.marks.some((mark) => mark.missing) ? [{id: "missing", name: both("missing")}] : [];
  return [
    {id: "group", name: both("groups"), values: groups, picture: ({id}) => icon("dot", groupColour(id))},
    {id: "kind", name: both("kinds"), values: data.kinds, picture: ({shape}) => icon(shape, soft)},
    {id: "line", name: both("lines"), values: [...lines].map(([id, name]) => ({id, name})), picture: () => icon("line", soft)},
    {id: "missing", name: both("record"), values: missing, picture: () => icon("box", soft, true)},
  ].filter((entry) => entry.values.length);
}

function chip(facet, value, picture) {
  const text = say(value.name);
  const attributes = {type: "button", class: "chip", "data-facet": facet, "data-key": value.id, title: shorten(text, 200)};
  return make("button", {...attributes, click: () => toggle(facet, value.id)}, picture ?? "", make("bdi", {}, shorten(text, 40)));
}

function row({id, name: words, values, picture}, extras = []) {
  const title = make("span", {class: "facet-name"}, say(words));
  const chips = values.map((value) => chip(id, value, picture?.(value)));
  return make("div", {class: "facet", role: "group", "aria-label": say(words)}, title, ...extras, ...chips);
}

// A row of the menu; its two buttons show or hide all its entries, as one often wants a single park.
function menuRow(facet) {
  const set = (values) => (state.hidden[facet.id] = new Set(values)) && toggled();
  const some = facet.values.map((value) => value.id);
  const button = (key, values) => make("button", {type: "button", class: "small", click: () => set(values)}, word(key));
  return row(facet, [button("all", []), button("none", some)]);
}

function renderLegend() {
  const open = entries();
  const shut = open.filter(({values}) => values.length > MOST_OPEN).map((one) => ({...one, values: one.values.slice(MOST_OPEN)}));
  const facets = [...shut, ...data.facets.filter(({values}) => values.length > 1)];
  const rows = open.map((one) => row({...one, values: one.values.slice(0, MOST_OPEN)}));
  document.getElementById("legend-rows").replaceChildren(...rows);
  document.getElementById("more").hidden = !facets.length;
  document.getElementById("more-body").replaceChildren(...menuContent(facets));
  markChips();
}

function menuContent(facets) {
  const count = facets.reduce((sum, facet) => sum + facet.values.length, 0);
  const box = {type: "search", placeholder: word("findEntry"), "aria-label": word("findEntry"), input: findEntry};
  return [...(count > MANY_ENTRIES ? [make("input", box)] : []), ...facets.map(menuRow)];
}

function findEntry(event) {
  const wanted = normal(event.target.value);
  for (const one of document.querySelectorAll("#more-body .chip")) one.hidden = !normal(one.title).includes(wanted);
}

// Say on every switch whether it is on, and how much is hidden.
function markChips() {
  for (const one of document.querySelectorAll("#legend .chip"))
    one.setAttribute("aria-pressed", String(!state.hidden[one.dataset.facet].has(one.dataset.key)));
  const any = Object.values(state.hidden).some((hidden) => hidden.size);
  const all = document.getElementById("show-all");
  all.hidden = !any;
  all.textContent = word("showAll", data.picture.marks.filter((mark) => !isShown(mark)).length);
  const inside = data.facets.filter(({id}) => state.hidden[id].size).length;
  document.querySelector("#more summary").textContent = word("more") + (inside ? ` · ${inside}` : "");
}

function toggle(facet, key) {
  const hidden = state.hidden[facet];
  if (!hidden.delete(key)) hidden.add(key);
  toggled();
}

function showAll() {
  for (const hidden of Object.values(state.hidden)) hidden.clear();
  toggled();
}

// What is selected and then hidden is no longer selected.
function toggled() {
  const {mark, line} = state.selected ?? {};
  if ((mark && !isShown(mark)) || (line && !isLineShown(line))) clear();
  restyle();
  markChips();
  renderList();
  writeAddress("replace");
}

function openLegend() {
  document.getElementById("show-all").addEventListener("click", showAll);
}
