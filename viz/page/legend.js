// The legend: what colours, shapes and lines stand for, each a switch that hides and shows what it names.

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

function isShown(mark) {
  const {group, kind, missing} = state.hidden;
  return !(group.has(mark.group) || kind.has(mark.kind) || (mark.missing && missing.has("missing")));
}

function isLineShown(line) {
  return isShown(end(line.source)) && isShown(end(line.target)) && !state.hidden.line.has(line.kind);
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

function toggle(facet, key) {
  const hidden = state.hidden[facet];
  if (!hidden.delete(key)) hidden.add(key);
  filtered();
}

function showAll() {
  for (const hidden of Object.values(state.hidden)) hidden.clear();
  filtered();
}

function filtered() {
  restyle();
  renderLegend();
  renderList();
}

function chip(facet, key, text, picture) {
  const pressed = String(!state.hidden[facet].has(key));
  const attributes = {type: "button", class: "chip", "aria-pressed": pressed, "data-facet": facet, "data-key": key, title: shorten(text, 200)};
  return make("button", {...attributes, click: () => toggle(facet, key)}, picture, make("bdi", {}, shorten(text, 40)));
}

function facetRow(key, chips) {
  return make("div", {class: "facet", role: "group", "aria-label": word(key)}, make("span", {class: "facet-name"}, word(key)), ...chips);
}

function groupChips() {
  const loose = data.picture.marks.some((mark) => !mark.group) && data.picture.groups.length > 0;
  const groups = [...data.picture.groups, ...(loose ? [{id: "", name: {zh: WORDS.zh.noGroup, en: WORDS.en.noGroup}}] : [])];
  return groups.map((group) => chip("group", group.id, say(group.name), icon("dot", groupColour(group.id))));
}

function kindChips() {
  return data.kinds.map((kind) => chip("kind", kind.id, say(kind.name), icon(kind.shape, theme().soft)));
}

function lineChips() {
  const kinds = new Map(data.picture.lines.map((line) => [line.kind, line.name]));
  return [...kinds].map(([kind, name]) => chip("line", kind, say(name), icon("line", theme().soft)));
}

function missingChips() {
  const any = data.picture.marks.some((mark) => mark.missing);
  return any ? [chip("missing", "missing", word("missing"), icon("box", theme().soft, true))] : [];
}

function hiddenCount() {
  return data.picture.marks.filter((mark) => !isShown(mark)).length;
}

function renderLegend() {
  const rows = {groups: groupChips(), kinds: kindChips(), lines: lineChips(), record: missingChips()};
  const filled = Object.entries(rows).filter(([, chips]) => chips.length);
  const any = Object.values(state.hidden).some((hidden) => hidden.size);
  const all = make("button", {type: "button", id: "show-all", hidden: !any, click: showAll}, word("showAll", hiddenCount()));
  const held = document.activeElement?.dataset ?? {};
  document.getElementById("legend").replaceChildren(...filled.map(([key, chips]) => facetRow(key, chips)), all);
  if (held.facet) refocus(held);
}

// A switch that was pressed with the keyboard keeps the focus although it is made anew.
function refocus({facet, key}) {
  const chips = [...document.querySelectorAll(".chip")];
  chips.find((one) => one.dataset.facet === facet && one.dataset.key === key)?.focus();
}
