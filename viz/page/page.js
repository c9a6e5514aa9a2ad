// The map: its state, what selects and clears, and the start. address.js tells how the URL keeps the state.

const FACET_KEYS = ["group", "kind", "line", "missing", "park", "chain", "status", "basis"];
let data, marks, state, atlas, view;

function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

function beginning() {
  return {
    lang: data.lang,
    selected: null,
    lit: new Set(),
    unknown: "",
    moved: false,
    index: null,
    hits: [],
    hit: -1,
    cursor: null,
    ringing: 0,
    hidden: Object.fromEntries(FACET_KEYS.map((key) => [key, new Set()])),
  };
}

function root() {
  return document.querySelector(".map");
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
  writeAddress("push");
  if (focus) focusOn(id);
  else uncover(id);
  announce(word("selected", say(mark.name)));
  return true;
}

function selectLine(line) {
  if (!isLineShown(line)) showAll();
  choosing({line});
  writeAddress("push");
  announce(word("selected", say(line.name)));
}

function clear(unknown) {
  state.unknown = typeof unknown === "string" ? unknown : "";
  choosing(null);
  if (!state.unknown) writeAddress("push");
}

function choosing(selected) {
  state.cursor = selected ? null : (state.selected?.mark?.id ?? state.cursor);
  state.selected = selected;
  if (selected) state.unknown = "";
  root().classList.toggle("chosen", Boolean(selected));
  lightUp();
  setSelection();
  restyle();
  renderPanel();
}

function announce(text) {
  document.getElementById("status").textContent = shorten(text, 200);
}

function render() {
  root().lang = state.lang === "zh" ? "zh-CN" : "en";
  if (!data.embedded) renderTitle();
  for (const draw of [fillWords, restyle, renderFormats, renderLegend, renderPanel, renderList]) draw();
}

// What only a page of its own has; a site that embeds the map has a title and a switch itself.
function renderTitle() {
  document.documentElement.lang = root().lang;
  document.title = say(data.picture.title);
  document.getElementById("title").textContent = say(data.picture.title);
  const lines = [...data.picture.notes.map(name), builtLine()].filter(Boolean);
  document.getElementById("notes").replaceChildren(...lines.map((line) => make("li", {}, line)));
  makeReachable("#title, #notes");
  document.getElementById("language").textContent = word("english");
  document.getElementById("language").lang = otherLanguage();
}

function speak(lang) {
  if (lang === state.lang || !(lang in WORDS)) return;
  state.lang = lang;
  render();
  writeAddress("replace");
}

function listen() {
  document.getElementById("language")?.addEventListener("click", () => speak(otherLanguage()));
  document.addEventListener("chainatlas:language", (event) => speak(event.detail));
  document.getElementById("fit").addEventListener("click", fit);
  document.getElementById("copy").addEventListener("click", copyAddress);
  document.getElementById("list").addEventListener("toggle", renderList);
  document.addEventListener("keydown", (event) => event.key === "Escape" && escape(event));
  document.addEventListener("click", (event) => closeMenus(event.target));
  window.addEventListener("hashchange", followAddress);
  for (const query of ["(prefers-color-scheme: dark)", "print"])
    matchMedia(query).addEventListener("change", () => (restyle(), renderLegend()));
}

// Esc closes an open menu first, and clears the selection where none is open.
function escape(event) {
  const menu = document.querySelector(".menu[open]");
  if (event.target.id === "address") document.getElementById("address").hidden = true;
  else if (!menu) return clear();
  else menu.open = false, menu.querySelector("summary").focus();
}

function closeMenus(target) {
  for (const menu of document.querySelectorAll(".menu[open]")) if (!menu.contains(target)) menu.open = false;
}

function start() {
  if (!document.getElementById("atlas-data")) return;
  data = read("atlas-data");
  data.picture = unpacked(data.picture);
  if (data.renderer !== "vis") data.picture = evened(data.picture);
  marks = new Map(data.picture.marks.map((mark) => [mark.id, mark]));
  state = beginning();
  atlas = {picture: data.picture, select};
  view = measureView(data.picture.marks);
  Object.assign(atlas, openNetwork(read("atlas-nodes"), read("atlas-edges"), read("atlas-options")));
  for (const open of [openSearch, openLegend, openDownloads, openKeys, listen]) open();
  const id = openAddress();
  render();
  fit();
  if (id) select(id);
  window.atlas = atlas;
}

// Later, as what follows this file declares what the start needs.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else queueMicrotask(start);
