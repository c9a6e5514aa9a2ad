// Tables: those with more than a few rows can be sorted, filtered and paged, by simple-datatables.

(() => {
  "use strict";

  const FEW = 8;
  const SIZES = [25, 100, 500];
  const FRAME = `<div class="datatable-top">
<label class="datatable-search"><span></span><input class="datatable-input" type="search"></label>
<label class="datatable-dropdown"><span></span><select class="datatable-selector"></select></label>
</div>
<div class="datatable-container" role="group" tabindex="0"></div>
<div class="datatable-bottom"><div class="datatable-info"></div><nav class="datatable-pagination"></nav></div>`;
  const PAGER = '<ul class="datatable-pagination-list"></ul>';
  site.markup.add(FRAME).add(PAGER);

  function textOf(node) {
    return node.data ?? (node.childNodes ?? []).map(textOf).join(" ");
  }

  // An element as simple-datatables keeps it; its own reader lays out the whole table for the text of every cell.
  function plain(node) {
    if (node.nodeType === Node.TEXT_NODE) return {nodeName: "#text", data: node.data};
    const attributes = Object.fromEntries([...node.attributes].map(({name, value}) => [name, value]));
    return {nodeName: node.nodeName, attributes, childNodes: [...node.childNodes].map(plain)};
  }

  function rowsOf(body) {
    const cell = (element) => {
      const {attributes, childNodes} = plain(element);
      return {data: childNodes, text: textOf({childNodes}), order: "", attributes};
    };
    return [...body.rows].map((row) => ({cells: [...row.cells].map(cell)}));
  }

  // The words of a cell in one language; a language that a cell does not speak is left to the other.
  function spoken(nodes, language) {
    const said = (node) => {
      const words = node.attributes?.class;
      if (node.data !== undefined) return node.data;
      return words === "zh" || words === "en" ? (words === language ? textOf(node) : "") : spoken(node.childNodes ?? [], language);
    };
    return nodes.map(said).join("");
  }

  // 2023 sorts before 2023-01, and that before 2023-01-01.
  function dateOrder(text) {
    const [year, month = 0, day = 0] = text.split("-").map(Number);
    return year * 10000 + month * 100 + day;
  }

  function order(cell, kind, language) {
    const text = cell.attributes?.["data-sort"] ?? spoken(cell.data, language);
    if (kind === "text") return text;
    if (cell.attributes?.class === "blank") return -Infinity;
    const value = kind === "date" ? dateOrder(text) : Number(text.replaceAll(",", ""));
    return Number.isNaN(value) ? -Infinity : value;
  }

  function setOrder(rows, kinds) {
    for (const {cells} of rows) cells.forEach((cell, place) => (cell.order = order(cell, kinds[place], site.lang())));
  }

  function enhance(element) {
    const box = element.closest(".sheet");
    const kinds = [...element.tHead.rows[0].cells].map((cell) => cell.dataset.kind);
    const rows = rowsOf(element.tBodies[0]);
    setOrder(rows, kinds);
    element.tBodies[0].replaceChildren();
    const table = new simpleDatatables.DataTable(element, {
      data: {data: rows},
      template: () => FRAME,
      destroyable: false,
      fixedColumns: false,
      locale: "zh-u-co-pinyin",
      searchAnd: true,
      perPage: SIZES[0],
      perPageSelect: [...SIZES.filter((size) => size < rows.length), [site.word("all"), 0]],
      labels: {info: "{start}–{end} / {rows}", pageTitle: "{page}", noResults: site.word("noRows")},
    });
    table.wrapperDOM.querySelector(".datatable-dropdown").hidden = rows.length <= SIZES[0];
    box.removeAttribute("tabindex");
    box.classList.add("live");
    listen(table, box, kinds);
  }

  function listen(table, box, kinds) {
    const relabel = () => label(table, box);
    for (const event of ["update", "page", "sort", "multisearch"]) table.on(`datatable.${event}`, relabel);
    site.onLanguage(() => {
      setOrder(table.data.data, kinds);
      relabel();
    });
    window.addEventListener("beforeprint", () => whole(table, true));
    window.addEventListener("afterprint", () => whole(table, false));
  }

  function label(table, box) {
    const name = box.getAttribute("aria-label");
    const part = (selector) => table.wrapperDOM.querySelector(selector);
    table.options.labels.noResults = site.word("noRows");
    part(".datatable-search span").textContent = site.word("filter");
    part(".datatable-input").setAttribute("aria-label", site.word("filterOf", name));
    part(".datatable-dropdown span").textContent = site.word("rows");
    part(".datatable-selector").lastChild.textContent = site.word("all");
    part(".datatable-container").setAttribute("aria-label", name);
    part(".datatable-pagination").setAttribute("aria-label", site.word("pages", name));
    for (const button of table.wrapperDOM.querySelectorAll("[data-page]"))
      button.setAttribute("aria-label", site.word("page", button.dataset.page));
    for (const gap of part(".datatable-pagination").querySelectorAll("button[aria-hidden]")) gap.disabled = true;
    if (!table.hasRows || part(".datatable-empty")) part(".datatable-empty")?.replaceChildren(site.word("noRows"));
    site.relabel(table.wrapperDOM);
  }

  // On paper a table has all its rows, not the page that happens to be shown.
  function whole(table, printed) {
    table.options.paging = !printed;
    table.update();
  }

  for (const element of document.querySelectorAll(".sheet > table.table[id]"))
    if (element.tBodies[0].rows.length > FEW) enhance(element);
})();
