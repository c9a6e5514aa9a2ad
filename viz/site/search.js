// The search over all pages: a combobox over Chinese and English names, other names, codes and pinyin.

(() => {
  "use strict";

  const MOST_HITS = 12;
  const box = document.getElementById("site-search");
  const list = document.getElementById("site-hits");
  const address = `${site.root}assets/search-index.js`;
  const state = {entries: null, kinds: [], hits: [], hit: -1, failed: false};

  function normal(text) {
    return text.normalize("NFKC").toLowerCase().trim();
  }

  // The index: kinds [label, zh, en], rows [kind, name, name_en, "other|names|codes", "pinyin initials", address].
  function read({kinds, rows}) {
    state.kinds = kinds;
    state.entries = rows.map(([kind, zh, en, words, pinyin, href]) => ({
      kind,
      name: {zh, en},
      href,
      names: [zh, en].filter(Boolean).map(normal),
      words: (words ?? "").split("|").filter(Boolean).map(normal),
      pinyin: (pinyin ?? "").split(" ").filter(Boolean),
    }));
  }

  function load() {
    if (state.entries || site.scripts.has(address)) return;
    site.scripts.add(address);
    const done = () => {
      if (window.atlasIndex) read(window.atlasIndex);
      else state.failed = true;
      if (box.value.trim()) renderHits();
    };
    document.head.append(site.make("script", {src: address, load: done, error: done}));
  }

  // From a name or code itself down to names that hold every part of what was typed; Infinity where nothing fits.
  function rank(entry, wanted, parts) {
    const {names, words, pinyin} = entry;
    const typed = wanted.replaceAll(/[\s']/g, "");
    if (names.includes(wanted)) return 0;
    if (words.includes(wanted)) return 1;
    if (names.some((text) => text.startsWith(wanted))) return 2;
    if (pinyin.includes(typed)) return 3;
    if (words.some((text) => text.startsWith(wanted))) return 4;
    if (pinyin.some((text) => text.startsWith(typed))) return 5;
    if (names.some((text) => text.includes(wanted))) return 6;
    if (words.some((text) => text.includes(wanted))) return 7;
    const texts = [...names, ...words, ...pinyin];
    return parts.every((part) => texts.some((text) => text.includes(part))) ? 8 : Infinity;
  }

  function search(text) {
    const wanted = normal(text);
    if (!wanted || !state.entries) return [];
    const parts = wanted.split(/\s+/);
    const ranked = state.entries.map((entry) => ({entry, rank: rank(entry, wanted, parts)}));
    const found = ranked.filter((hit) => hit.rank < Infinity);
    found.sort((one, other) => one.rank - other.rank || one.entry.name.zh.length - other.entry.name.zh.length);
    return found.slice(0, MOST_HITS).map((hit) => hit.entry);
  }

  function hitRow(entry, number) {
    const [, zh, en] = state.kinds[entry.kind];
    const [shown, other] = site.lang() === "zh" ? [entry.name.zh, entry.name.en] : [entry.name.en || entry.name.zh, entry.name.zh];
    const row = site.make("li", {role: "option", id: `site-hit-${number}`, "aria-selected": "false"});
    row.append(site.make("bdi", {class: "hit-name"}, site.shorten(shown, 80)), site.make("span", {class: "tag"}, site.say({zh, en})));
    if (other && other !== shown) row.append(site.make("bdi", {class: "hit-other"}, site.shorten(other, 80)));
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => choose(entry));
    return row;
  }

  function emptyRow() {
    const said = state.entries ? "noHits" : state.failed ? "noIndex" : "loading";
    return site.make("li", {class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false"}, site.word(said));
  }

  function renderHits() {
    const open = Boolean(box.value.trim());
    state.hits = search(box.value);
    list.replaceChildren(...(state.hits.length ? state.hits.map(hitRow) : [emptyRow()]));
    show(open);
    markHit(state.hits.length ? 0 : -1);
    if (open && state.entries) site.announce(site.word(state.hits.length ? "hits" : "noHits", state.hits.length));
  }

  function show(open) {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
  }

  function markHit(number) {
    state.hit = number;
    const rows = [...list.querySelectorAll("[role=option]:not(.none)")];
    rows.forEach((row, place) => row.setAttribute("aria-selected", String(place === number)));
    rows[number]?.scrollIntoView({block: "nearest"});
    if (rows[number]) box.setAttribute("aria-activedescendant", rows[number].id);
    else box.removeAttribute("aria-activedescendant");
  }

  function choose(entry) {
    show(false);
    site.open(site.root + entry.href);
  }

  function onKey(event) {
    const count = state.hits.length;
    if (event.isComposing) return;
    if (event.key === "Enter" && state.hits[state.hit] && !list.hidden) choose(state.hits[state.hit]);
    else if (event.key === "ArrowDown" && count) list.hidden ? renderHits() : markHit((state.hit + 1) % count);
    else if (event.key === "ArrowUp" && count) markHit((state.hit + count - 1) % count);
    else if (event.key === "Escape" && !list.hidden) show(false);
    else return;
    event.preventDefault();
  }

  // A slash outside of any field goes to the search.
  function onSlash(event) {
    const writing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
  }

  box.addEventListener("focus", load);
  box.addEventListener("input", renderHits);
  box.addEventListener("keydown", onKey);
  box.addEventListener("blur", () => show(false));
  document.addEventListener("keydown", onSlash);
  site.onLanguage(() => !list.hidden && renderHits());
})();
