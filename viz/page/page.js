// The page: its state, what selects and clears, the address that keeps the selection, and the start.

const data = read("atlas-data");
const marks = new Map(data.picture.marks.map((mark) => [mark.id, mark]));
const state = {
  lang: data.lang,
  selected: null,
  unknown: "",
  moved: false,
  hits: [],
  hit: -1,
  hidden: {group: new Set(), kind: new Set(), line: new Set(), missing: new Set()},
};
const atlas = {picture: data.picture, select};
let view;

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

function end(id) {
  return marks.get(id);
}

function isLit(line) {
  const {mark, line: chosen} = state.selected ?? {};
  return chosen === line || Boolean(mark && (line.source === mark.id || line.target === mark.id));
}

function isDimmed(id) {
  return Boolean(state.selected) && !state.lit.has(id);
}

function lightUp() {
  const lines = data.picture.lines.filter(isLit);
  const own = state.selected?.mark ? [state.selected.mark.id] : [];
  state.lit = new Set([...own, ...lines.flatMap((line) => [line.source, line.target])]);
}

// Select a mark by its id and say whether there is one; what a filter hides is shown again.
function select(id, {focus = true} = {}) {
  const mark = marks.get(id);
  if (!mark) return clear(id), false;
  if (!isShown(mark)) showAll();
  choosing({mark});
  setHash(hashOf(id));
  if (focus) focusOn(id);
  else uncover(id);
  announce(word("selected", say(mark.name)));
  return true;
}

function selectLine(line) {
  if (!isLineShown(line)) showAll();
  choosing({line});
  setHash("");
  announce(word("selected", say(line.name)));
}

function clear(unknown) {
  state.unknown = typeof unknown === "string" ? unknown : "";
  choosing(null);
  if (!state.unknown) setHash("");
}

function choosing(selected) {
  state.selected = selected;
  if (selected) state.unknown = "";
  document.body.classList.toggle("chosen", Boolean(selected));
  lightUp();
  setSelection();
  restyle();
  renderPanel();
}

function hashOf(id) {
  return "#" + new URLSearchParams({id}).toString().replaceAll("%3A", ":");
}

function setHash(hash) {
  if (location.hash !== hash) location.hash = hash;
}

function readHash() {
  const id = new URLSearchParams(location.hash.slice(1)).get("id");
  if (id && id !== state.selected?.mark?.id) select(id);
  else if (!id && state.selected?.mark) clear();
}

function announce(text) {
  document.getElementById("status").textContent = shorten(text, 200);
}

function render() {
  document.documentElement.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = say(data.picture.title);
  document.getElementById("title").textContent = say(data.picture.title);
  document.getElementById("notes").replaceChildren(...data.picture.notes.map((note) => make("li", {}, name(note))));
  document.getElementById("language").textContent = word("english");
  document.getElementById("language").lang = otherLanguage();
  for (const draw of [fillWords, restyle, renderLegend, renderPanel, renderList]) draw();
}

function switchLanguage() {
  state.lang = otherLanguage();
  render();
}

function listen() {
  document.getElementById("language").addEventListener("click", switchLanguage);
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("list").addEventListener("toggle", renderList);
  document.addEventListener("keydown", (event) => event.key === "Escape" && clear());
  window.addEventListener("hashchange", readHash);
  for (const query of ["(prefers-color-scheme: dark)", "print"])
    matchMedia(query).addEventListener("change", () => (restyle(), renderLegend()));
}

function start() {
  view = measureView(data.picture.marks);
  Object.assign(atlas, openNetwork(read("atlas-nodes"), read("atlas-edges"), read("atlas-options")));
  openSearch();
  listen();
  render();
  fit();
  readHash();
  window.atlas = atlas;
}

document.addEventListener("DOMContentLoaded", start);
