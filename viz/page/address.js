// The address: #id=ID&hide=FACET:VALUE,VALUE;FACET:VALUE&lang=LANGUAGE restores a selected mark, the hidden
// entries of the legend (the facets are those of FACET_KEYS) and the language in a fresh page. Ids and values
// are URI-encoded; what is not set is left out, as is the language in which the page opens by itself.

function encoded(text) {
  return encodeURIComponent(text.toWellFormed()).replaceAll("%3A", ":");
}

function addressOf(id) {
  const hidden = Object.entries(state.hidden).filter(([, values]) => values.size);
  const hide = hidden.map(([facet, values]) => `${facet}:${[...values].map(encoded).join(",")}`).join(";");
  const lang = state.lang === data.lang ? "" : state.lang;
  const parts = Object.entries({id: id && encoded(id), hide, lang}).filter(([, value]) => value);
  return parts.length ? "#" + parts.map((part) => part.join("=")).join("&") : "";
}

// The language in which the page opens without being asked: a site that embeds the map says its own.
function ownLanguage() {
  const site = data.embedded && document.documentElement.dataset.lang;
  return site in WORDS ? site : data.lang;
}

// Keep the state in the address; a selection is a step that the browser's back button takes back.
function writeAddress(step) {
  const hash = addressOf(state.selected?.mark?.id);
  if (hash !== location.hash) history[`${step}State`](null, "", location.href.split("#")[0] + hash);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// What the address says, or null where it is not ours, such as the name of another place in the page.
function readAddress() {
  const text = location.hash.slice(1);
  if (text && !/^(id|hide|lang)=/.test(text)) return null;
  const parts = Object.fromEntries(text.split("&").map((part) => part.split(/=(.*)/s, 2)));
  const hidden = Object.fromEntries(FACET_KEYS.map((key) => [key, new Set()]));
  for (const facet of (parts.hide ?? "").split(";").filter(Boolean)) {
    const [key, values] = facet.split(/:(.*)/s, 2);
    if (key in hidden && values) hidden[key] = new Set(values.split(",").map(decoded));
  }
  return {id: decoded(parts.id ?? ""), hidden, lang: parts.lang in WORDS ? parts.lang : ownLanguage()};
}

// Take over hidden entries and language before the first drawing; return the id that is to be selected.
function openAddress() {
  state.lang = ownLanguage();
  const wanted = readAddress();
  if (!wanted) return "";
  Object.assign(state, {hidden: wanted.hidden, lang: wanted.lang});
  if (data.embedded && wanted.lang !== ownLanguage()) tellSite();
  return wanted.id;
}

function tellSite() {
  document.dispatchEvent(new CustomEvent("chainatlas:language", {detail: state.lang}));
}

function followAddress() {
  const wanted = readAddress();
  if (!wanted) return;
  Object.assign(state, {hidden: wanted.hidden, lang: wanted.lang});
  render();
  if (wanted.id && wanted.id !== state.selected?.mark?.id) select(wanted.id);
  else if (!wanted.id && state.selected?.mark) clear();
}

async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(word("copied"));
    flash(document.getElementById("copy"), word("copied"));
  } catch {
    offerAddress();
  }
}

// Where the clipboard is closed to pages, the address stands selected, ready to be copied by hand.
function offerAddress() {
  const box = document.getElementById("address");
  box.value = location.href;
  box.hidden = false;
  box.focus();
  box.select();
  announce(word("copyByHand"));
}

function flash(button, text) {
  button.textContent = text;
  setTimeout(() => (button.textContent = word(button.dataset.word)), 2500);
}
