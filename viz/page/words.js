// The page's own words in both languages, and how words of the picture are said in the one chosen.

const WORDS = {
  zh: {
    search: "搜索名称、别名或英文名",
    hits: "搜索结果",
    noHits: "没有找到",
    fit: "全图",
    fitLong: "全图：显示整张图",
    legend: "图例与筛选",
    canvas: "关系图；也可用搜索框和文字列表浏览",
    panel: "详情",
    list: "文字列表",
    groups: "颜色",
    kinds: "形状",
    lines: "连线",
    record: "记录",
    missing: "未见记录",
    noGroup: "未分组",
    showAll: "全部显示（已隐藏 {0}）",
    counts: "{0} 个节点，{1} 条连线",
    hint: "点击节点或连线，查看事实与出处；也可以搜索。Esc 取消选择。",
    unknown: "此图中没有：",
    outgoing: "指向",
    incoming: "来自",
    sources: "出处",
    sourceCount: "出处 {0}",
    noSources: "没有记录出处。",
    notHere: "此页未收录的陈述：",
    facts: "事实",
    from: "起点",
    to: "终点",
    recorded: "记录于 {0}",
    paragraph: "第 {0} 段",
    basis: "依据：{0}",
    close: "关闭",
    selected: "已选中：{0}",
    nodes: "节点",
    of: "：",
    english: "English",
  },
  en: {
    search: "Search a name, alias or Chinese name",
    hits: "Search results",
    noHits: "Nothing found",
    fit: "Fit",
    fitLong: "Fit: show the whole picture",
    legend: "Legend and filters",
    canvas: "Picture of the graph; search and the text list show the same",
    panel: "Details",
    list: "Text list",
    groups: "Colour",
    kinds: "Shape",
    lines: "Lines",
    record: "Record",
    missing: "not on record",
    noGroup: "no group",
    showAll: "Show all ({0} hidden)",
    counts: "{0} nodes, {1} lines",
    hint: "Click a node or a line to see its facts and sources, or search. Esc clears the selection.",
    unknown: "Not in this picture: ",
    outgoing: "To",
    incoming: "From",
    sources: "Sources",
    sourceCount: "sources: {0}",
    noSources: "No source on record.",
    notHere: "Statements that this page does not hold: ",
    facts: "Facts",
    from: "From",
    to: "To",
    recorded: "recorded {0}",
    paragraph: "paragraph {0}",
    basis: "basis: {0}",
    close: "Close",
    selected: "Selected: {0}",
    nodes: "Nodes",
    of: ": ",
    english: "中文",
  },
};

function word(key, ...values) {
  return WORDS[state.lang][key].replace(/\{(\d)\}/g, (_, place) => String(values[place]));
}

function otherLanguage() {
  return state.lang === "zh" ? "en" : "zh";
}

function say(words) {
  return words[state.lang] || words[otherLanguage()] || "";
}

function sayOther(words) {
  const other = words[otherLanguage()] || "";
  return other === say(words) ? "" : other;
}

function shorten(text, length) {
  const letters = Array.from(text.slice(0, 2 * length + 2));
  return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : text;
}

// The only way in which elements come about: text goes in as text nodes, never as HTML.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false && value !== null) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function name(words) {
  return make("bdi", {}, say(words));
}

function fillWords() {
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", word(element.dataset.label));
  for (const element of document.querySelectorAll("[data-placeholder]"))
    element.placeholder = word(element.dataset.placeholder);
}
