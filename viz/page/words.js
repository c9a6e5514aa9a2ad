// The page's own words in both languages, and how words of the picture are said in the one chosen.

const WORDS = {
  zh: {
    search: "搜索名称、别名、拼音或英文名",
    hits: "搜索结果",
    noHits: "没有找到",
    fit: "全图",
    fitLong: "全图：显示整张图",
    copy: "链接",
    copyLong: "复制链接：此选择与筛选",
    copied: "已复制",
    copyByHand: "链接已选中，请复制",
    address: "此页当前状态的链接",
    download: "下载",
    downloadAs: "下载 {0}：{1}",
    png: "图片",
    svg: "矢量图",
    graphml: "图数据，供 Gephi、networkx 等",
    json: "节点与连线及其出处",
    failed: "未能生成：{0}",
    legend: "图例与筛选",
    more: "更多筛选",
    findEntry: "查找筛选项",
    all: "全选",
    none: "全不选",
    openPage: "打开页面",
    built: "本图：文献 {0} 份、陈述 {1} 条",
    newest: "最新 {0}",
    asOf: "截至 {0}",
    cautious: "只计无争议事实",
    allFacts: "含有争议事实",
    bases: "计入依据：{0}",
    scenarios: "情景：{0}",
    version: "ChainAtlas {0}",
    canvas: "关系图。方向键在节点间移动，回车选中，Esc 取消，加减号缩放，0 显示全图",
    drawn: "已绘 {0} 个节点、{1} 条连线",
    drawnClusters: "已绘 {0} 个节点；{1} 个在 {2} 个收起的聚类中，点击打开",
    filtered: "筛选隐藏 {0} 个",
    closed: "为打开“{0}”，收起了：{1}",
    rest: "其他",
    tiesLeft: "另有 {0} 组较弱的连线未画",
    opened: "打开了“{0}”：{1} 个节点",
    shut: "收起了“{0}”：{1} 个节点",
    circle: "{0}：{1} 个节点，点击打开",
    cursor: "{0}，{1}，连线 {2} 条",
    cluster: "{0}，一组 {1} 个节点，回车展开或收起",
    moreRows: "另有 {0} 项；筛选或搜索后可见",
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
    hint: "点击节点或连线，查看事实与出处；也可以搜索。键盘：方向键移动，回车选中，Esc 取消，+ − 0 缩放。",
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
    search: "Search a name, alias, pinyin or Chinese name",
    hits: "Search results",
    noHits: "Nothing found",
    fit: "Fit",
    fitLong: "Fit: show the whole picture",
    copy: "Link",
    copyLong: "Link: copy the address of this selection and filter",
    copied: "Copied",
    copyByHand: "The address is selected; copy it",
    address: "Address of this page as it is now",
    download: "Download",
    downloadAs: "Download {0}: {1}",
    png: "picture",
    svg: "vector picture",
    graphml: "graph for Gephi, networkx and others",
    json: "nodes and lines with their sources",
    failed: "could not be made: {0}",
    legend: "Legend and filters",
    more: "More filters",
    findEntry: "Find an entry",
    all: "all",
    none: "none",
    openPage: "Open its page",
    built: "This picture: {0} documents, {1} statements",
    newest: "newest {0}",
    asOf: "as of {0}",
    cautious: "uncontested facts only",
    allFacts: "contested facts included",
    bases: "counted: {0}",
    scenarios: "scenario: {0}",
    version: "ChainAtlas {0}",
    canvas: "Picture of the graph. Arrow keys move between nodes, Enter selects, Esc clears, plus and minus zoom, 0 shows all",
    drawn: "{0} nodes and {1} lines drawn",
    drawnClusters: "{0} nodes drawn; {1} in {2} closed clusters, click to open",
    filtered: "{0} hidden by the filter",
    closed: "To open {0}, closed: {1}",
    rest: "other",
    tiesLeft: "{0} weaker bundles of lines not drawn",
    opened: "Opened {0}: {1} nodes",
    shut: "Closed {0}: {1} nodes",
    circle: "{0}: {1} nodes, click to open",
    cursor: "{0}, {1}, {2} lines",
    cluster: "{0}, a group of {1} nodes, Enter opens or closes it",
    moreRows: "and {0} more; filter or search to see them",
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
    hint: "Click a node or a line to see its facts and sources, or search. Keys: arrows move, Enter selects, Esc clears, + − 0 zoom.",
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

function both(key) {
  return {zh: WORDS.zh[key], en: WORDS.en[key]};
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

// Long texts that scroll by themselves are reached by the Tab key, so that they can be scrolled without a mouse.
function makeReachable(selector) {
  for (const element of root().querySelectorAll(selector)) {
    const scrolls = element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflowY === "auto";
    if (scrolls) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
}
