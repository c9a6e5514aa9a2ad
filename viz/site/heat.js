// Heat tables: row and column of the cell under the pointer or the focus stand out; arrow keys walk from cell to cell.

(() => {
  "use strict";

  const MOVES = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};

  function target(cell) {
    return cell?.querySelector("a") ?? cell;
  }

  function cellAt(table, row, column) {
    return table.rows[row]?.cells[column];
  }

  function mark(table, cell) {
    for (const marked of table.querySelectorAll(".cross")) marked.classList.remove("cross");
    if (!cell || !table.contains(cell)) return;
    for (const row of table.rows) row.cells[cell.cellIndex]?.classList.add("cross");
    for (const one of cell.parentElement.cells) one.classList.add("cross");
  }

  // One cell is in the order of the Tab key: the one last focused.
  function rove(table, cell) {
    for (const held of table.querySelectorAll('[tabindex="0"]')) held.tabIndex = -1;
    target(cell).tabIndex = 0;
  }

  function goal(table, cell, event) {
    const [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
    const move = MOVES[event.key];
    if (move) return cellAt(table, row + move[0], column + move[1]);
    if (event.key === "Home") return cellAt(table, event.ctrlKey ? 1 : row, 1);
    if (event.key === "End") return cellAt(table, event.ctrlKey ? table.rows.length - 1 : row, table.rows[row].cells.length - 1);
    return undefined;
  }

  function walk(table, event) {
    const cell = event.target.closest("td, th");
    const next = cell && goal(table, cell, event);
    if (!next) return;
    event.preventDefault();
    rove(table, next);
    target(next).focus();
  }

  function open(table) {
    table.setAttribute("role", "grid");
    for (const row of table.rows) for (const cell of row.cells) target(cell).tabIndex = -1;
    rove(table, cellAt(table, 1, 1) ?? cellAt(table, 0, 0));
    const cellOf = (event) => event.target.closest("td, th");
    table.addEventListener("keydown", (event) => walk(table, event));
    table.addEventListener("focusin", (event) => (rove(table, cellOf(event)), mark(table, cellOf(event))));
    table.addEventListener("focusout", () => mark(table, null));
    table.addEventListener("pointerover", (event) => mark(table, cellOf(event)));
    table.addEventListener("pointerleave", () => mark(table, document.activeElement?.closest?.("td, th")));
  }

  document.querySelectorAll("table.heat").forEach(open);
})();
