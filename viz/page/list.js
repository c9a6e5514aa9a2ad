// The text list: the same as the canvas shows, for screen readers and for copying; made when it is opened.

const MOST_ROWS = 500;

function renderList() {
  const open = document.getElementById("list").open;
  document.getElementById("list-body").replaceChildren(...(open ? listContent() : []));
  makeReachable("#list-body li");
}

// The first rows of a long list, and how many there are beside them.
function listed(items, row) {
  const rest = items.length - MOST_ROWS;
  const told = rest > 0 ? [make("li", {class: "soft"}, word("moreRows", rest))] : [];
  return [...items.slice(0, MOST_ROWS).map(row), ...told];
}

function listContent() {
  const marks = data.picture.marks.filter(isShown);
  const lines = data.picture.lines.filter(isLineShown);
  return [
    make("p", {class: "soft"}, word("counts", marks.length, lines.length)),
    ...data.kinds.flatMap((kind) => kindList(kind, marks.filter((mark) => mark.kind === kind.id))),
    ...(lines.length ? [make("h3", {}, word("lines")), make("ul", {}, ...listed(lines, listedLine))] : []),
  ];
}

function kindList(kind, marks) {
  return marks.length ? [make("h3", {}, name(kind.name)), make("ul", {}, ...listed(marks, listedMark))] : [];
}

function listedMark(mark) {
  const group = data.picture.groups.find((one) => one.id === mark.group);
  const notes = [group && say(group.name), mark.missing && word("missing")].filter(Boolean);
  return make("li", {}, markLink(mark), ...notes.flatMap((note) => [" · ", make("bdi", {}, note)]));
}

function listedLine(line) {
  const [from, to] = [end(line.source), end(line.target)];
  return make("li", {}, name(from.name), " → ", name(line.name), " → ", name(to.name));
}
