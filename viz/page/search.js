// The search box: a combobox over Chinese names, English names, other names, pinyin and ids.

const MOST_HITS = 12;

function normal(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}

// What each mark is found by, made ready when a search is first made.
function searchable() {
  return data.picture.marks.map((mark) => ({
    mark,
    texts: [mark.name.zh, mark.name.en, ...mark.words, mark.id].filter(Boolean).map(normal),
    pinyin: mark.pinyin ?? [mark.name.zh, ...mark.words].flatMap(spellings),
  }));
}

// 0 for the name itself, then names that begin with the words, hold them, hold all their parts, then by pinyin.
function rank({texts, pinyin}, wanted) {
  if (texts.includes(wanted)) return 0;
  if (texts.some((text) => text.startsWith(wanted))) return 1;
  const spelled = wanted.replace(/[\s'’·-]/g, "").replaceAll("ü", "v");
  if (pinyin.includes(spelled)) return 2;
  if (texts.some((text) => text.includes(wanted))) return 3;
  if (spelled && pinyin.some((text) => text.startsWith(spelled))) return 4;
  if (wanted.split(/\s+/).every((part) => texts.some((text) => text.includes(part)))) return 5;
  return spelled.length > 1 && pinyin.some((text) => text.includes(spelled)) ? 6 : Infinity;
}

function search(text) {
  const wanted = normal(text);
  if (!wanted) return [];
  state.index ??= searchable();
  const ranked = state.index.map((entry) => ({mark: entry.mark, rank: rank(entry, wanted)}));
  const hits = ranked.filter((hit) => hit.rank < Infinity).sort((one, other) => one.rank - other.rank);
  return hits.slice(0, MOST_HITS).map((hit) => hit.mark);
}

function kindName(kind) {
  return say(data.kinds.find((one) => one.id === kind).name);
}

function hitRow(mark, number) {
  const row = make("li", {role: "option", id: `hit-${number}`, "aria-selected": "false", mousedown: (event) => event.preventDefault()});
  row.append(make("bdi", {class: "hit-name"}, shorten(say(mark.name), 80)), make("span", {class: "tag"}, kindName(mark.kind)));
  row.append(make("bdi", {class: "hit-other"}, shorten(sayOther(mark.name), 80)));
  row.addEventListener("click", () => choose(mark));
  return row;
}

function renderHits() {
  const box = document.getElementById("search");
  state.hits = search(box.value);
  const rows = state.hits.length ? state.hits.map(hitRow) : [make("li", {class: "none"}, word("noHits"))];
  const open = Boolean(box.value.trim());
  document.getElementById("hits").replaceChildren(...(open ? rows : []));
  openHits(open);
  markHit(state.hits.length ? 0 : -1);
}

function openHits(open) {
  document.getElementById("hits").hidden = !open;
  document.getElementById("search").setAttribute("aria-expanded", String(open));
}

function markHit(number) {
  state.hit = number;
  const rows = [...document.querySelectorAll("#hits [role=option]")];
  rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === number)));
  rows[number]?.scrollIntoView({block: "nearest"});
  document.getElementById("search").setAttribute("aria-activedescendant", rows[number]?.id ?? "");
}

function choose(mark) {
  document.getElementById("search").value = say(mark.name);
  openHits(false);
  select(mark.id);
}

function searchKey(event) {
  const count = state.hits.length;
  const isOpen = !document.getElementById("hits").hidden;
  if (event.isComposing) return;
  if (event.key === "Enter") enterHit();
  else if (event.key === "ArrowDown" && count) markHit((state.hit + 1) % count);
  else if (event.key === "ArrowUp" && count) markHit((state.hit + count - 1) % count);
  else if (event.key === "Escape" && isOpen) openHits(false), event.stopPropagation();
  else return;
  event.preventDefault();
}

function enterHit() {
  if (document.getElementById("hits").hidden) renderHits();
  const mark = state.hits[state.hit];
  if (mark) choose(mark);
  else announce(word("noHits"));
}

function openSearch() {
  const box = document.getElementById("search");
  box.addEventListener("input", renderHits);
  box.addEventListener("keydown", searchKey);
  box.addEventListener("blur", () => openHits(false));
  box.addEventListener("focus", () => box.select());
}
