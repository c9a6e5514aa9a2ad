// What every page does: the words of scripts in both languages, the language switch, the menu, and what may become markup.

const site = (() => {
  "use strict";

  const page = document.documentElement;
  const root = page.dataset.root;
  const WORDS = {
    zh: {
      noHits: "没有找到",
      hits: "{0} 个结果",
      loading: "正在读取索引…",
      noIndex: "读不到搜索索引",
      filter: "筛选",
      filterOf: "筛选：{0}",
      rows: "每页行数",
      all: "全部",
      pages: "翻页：{0}",
      page: "第 {0} 页",
      noRows: "没有符合的行",
      blank: "未见记录",
      language: "界面语言：中文",
      total: "合计",
    },
    en: {
      noHits: "Nothing found",
      hits: "results: {0}",
      loading: "Reading the index…",
      noIndex: "The search index cannot be read",
      filter: "Filter",
      filterOf: "Filter: {0}",
      rows: "Rows a page",
      all: "all",
      pages: "Pages: {0}",
      page: "Page {0}",
      noRows: "No row matches",
      blank: "not recorded",
      language: "Language: English",
      total: "total",
    },
  };
  const SPOKEN = {title: "title", label: "aria-label", placeholder: "placeholder"};
  const markup = new Set([""]);
  const scripts = new Set();

  function lang() {
    return page.dataset.lang === "en" ? "en" : "zh";
  }

  function word(key, ...values) {
    return WORDS[lang()][key].replace(/\{(\d)\}/g, (_, place) => String(values[place]));
  }

  // Words are {zh, en}, or a text that is the same in both languages.
  function say(words) {
    if (typeof words !== "object" || !words) return String(words ?? "");
    return (lang() === "zh" ? words.zh || words.en : words.en || words.zh) || "";
  }

  function shorten(text, length) {
    const letters = Array.from(text.slice(0, 2 * length + 2));
    return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : text;
  }

  // The only way in which our scripts make elements: text goes in as text nodes, never as HTML.
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(key, value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  }

  function announce(text) {
    document.getElementById("site-status").textContent = text;
  }

  // Say the attributes of a part of the page in the chosen language.
  function relabel(part) {
    for (const [key, attribute] of Object.entries(SPOKEN))
      for (const element of part.querySelectorAll(`[data-zh-${key}]`))
        element.setAttribute(attribute, element.getAttribute(`data-${lang()}-${key}`));
  }

  function onLanguage(change) {
    document.addEventListener("chainatlas:language", change);
    change();
  }

  function tell() {
    document.dispatchEvent(new CustomEvent("chainatlas:language", {detail: lang()}));
  }

  function storage() {
    try {
      return localStorage;
    } catch {
      return null; // browsers refuse it where the reader keeps no site data
    }
  }

  function keep(language) {
    page.dataset.lang = language;
    page.lang = language === "zh" ? "zh-CN" : "en";
    storage()?.setItem("chainatlas:language", language);
  }

  function choose(language) {
    keep(language);
    inAddress(language);
    tell();
    announce(word("language"));
  }

  // A map tells the language that its own address asks for.
  function hear(event) {
    if (event.detail !== lang()) keep(event.detail === "en" ? "en" : "zh");
  }

  // An address that names a language would win over the one chosen when the page is loaded anew.
  function inAddress(language) {
    const address = new URL(location.href);
    if (!address.searchParams.has("lang")) return;
    address.searchParams.set("lang", language);
    history.replaceState(history.state, "", address);
  }

  // Without storage the language goes along in the addresses of the pages that links open.
  function carry(event) {
    const anchor = event.target.closest?.("a[href]");
    if (!anchor || anchor.getAttribute("href").startsWith("#") || storage()) return;
    if (isOwn(anchor.href)) anchor.search = `?lang=${lang()}`;
  }

  function entitle() {
    const heading = document.querySelector("main h1");
    const shown = heading && [...heading.querySelectorAll(`.${lang()}`)].map((part) => part.textContent).join(" ");
    if (shown) document.title = `${shorten(shown, 120)} · ChainAtlas`;
  }

  function openMenu() {
    const button = document.getElementById("site-menu");
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
  }

  // What a link or a script may open: pages of this site, never javascript: or another host.
  function isOwn(address) {
    const {protocol, host} = new URL(address, location.href);
    return protocol === location.protocol && host === location.host;
  }

  function open(address) {
    if (!isOwn(address)) return;
    const target = new URL(address, location.href);
    if (!storage()) target.searchParams.set("lang", lang());
    location.href = target.href;
  }

  // Markup that libraries write themselves is let through letter for letter; all other strings stay text or fail.
  function guard() {
    const checked = (allowed) => (text) => (allowed.has(text) ? text : null);
    const counts = /^[\d –/]*$/;
    window.trustedTypes?.createPolicy("default", {
      createHTML: (text) => (counts.test(text) ? text : checked(markup)(text)),
      createScriptURL: checked(scripts),
    });
  }

  function start() {
    guard();
    if (new URLSearchParams(location.search).has("lang")) keep(lang());
    document.addEventListener("chainatlas:language", hear);
    onLanguage(() => (relabel(document), entitle()));
    const language = () => choose(lang() === "zh" ? "en" : "zh");
    document.getElementById("site-language").addEventListener("click", language);
    document.getElementById("site-menu").addEventListener("click", openMenu);
    document.addEventListener("click", carry, true);
    document.addEventListener("auxclick", carry, true);
    window.addEventListener("load", tell); // a map starts later than this script and must hear it too
  }

  start();
  return {lang, word, say, shorten, make, announce, relabel, onLanguage, open, isOwn, markup, scripts, root};
})();
