// The picture as columns of numbers, for the renderers of large pictures: what is shown, and who is connected to whom.

let numbers;

function openNumbers() {
  const {marks, lines} = data.picture;
  const number = new Map(marks.map((mark, at) => [mark.id, at]));
  const [from, to] = ["source", "target"].map((key) => Int32Array.from(lines, (line) => number.get(line[key])));
  const weight = Float64Array.from(marks, (mark) => 3 * mark.size);
  for (const ends of [from, to]) for (const at of ends) weight[at] += 1;
  const rank = Int32Array.from(marks.keys()).sort((one, other) => weight[other] - weight[one]);
  const [x, y] = [Float64Array.from(marks, (mark) => mark.x), Float64Array.from(marks, (mark) => mark.y)];
  const radius = Float64Array.from(marks, (mark) => view.font * 0.75 * mark.size);
  numbers = {number, from, to, rank, x, y, radius, key: null};
}

// Find out which marks and lines the legend leaves; selections ask again and again, so that it is kept.
function sift() {
  const key = JSON.stringify(Object.values(state.hidden).map((values) => [...values]));
  if (key === numbers.key) return;
  const {marks, lines} = data.picture;
  const visible = Uint8Array.from(marks, (mark) => isShown(mark));
  const kept = (at) => visible[numbers.from[at]] && visible[numbers.to[at]] && isLineShown(lines[at]);
  const shown = Int32Array.from(marks.keys()).filter((at) => visible[at]);
  Object.assign(numbers, {key, visible, shown, lines: Int32Array.from(lines.keys()).filter(kept)});
}

// The lines and marks that the selection lights, as numbers.
function litNumbers() {
  const {mark, line} = state.selected ?? {};
  if (line) return numbers.lines.filter((at) => data.picture.lines[at] === line);
  const chosen = mark ? numbers.number.get(mark.id) : -1;
  return numbers.lines.filter((at) => numbers.from[at] === chosen || numbers.to[at] === chosen);
}

function shownNumbers() {
  const {marks, lines} = data.picture;
  return {marks: Array.from(numbers.shown, (at) => marks[at]), lines: Array.from(numbers.lines, (at) => lines[at]), clusters: [], ties: []};
}

function groupedByCluster(members) {
  return Map.groupBy(members, (at) => data.picture.marks[at].cluster);
}
