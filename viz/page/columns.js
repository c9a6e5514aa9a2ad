// Marks and lines out of their columns: a page holds each value once, which is smaller and read faster than objects.

// The rows of a table {count, columns: {name: {values, at}}}. Without `at`, one value is that of every row, more are those of
// each. Rows may share a value: nothing changes it.
function rowsOf({count, columns}) {
  const rows = Array.from({length: count}, () => ({}));
  for (const [key, {values, at}] of Object.entries(columns)) {
    if (at) rows.forEach((row, number) => (row[key] = values[at[number]]));
    else if (values.length === 1) rows.forEach((row) => (row[key] = values[0]));
    else rows.forEach((row, number) => (row[key] = values[number]));
  }
  return rows;
}

// A line names its ends by their places among the marks.
function unpacked(picture) {
  const {values} = picture.marks.columns.id;
  const {source, target, ...rest} = picture.lines.columns;
  const ends = {source: {values, at: source.values}, target: {values, at: target.values}};
  return {...picture, marks: rowsOf(picture.marks), lines: rowsOf({count: picture.lines.count, columns: {...ends, ...rest}})};
}

const GAP_OF_MANY = 55; // pixels between the marks of a large picture, on average within its clusters

// The picture with its places so far apart as letters and lines of the usual size ask for.
function evened(picture) {
  const factor = GAP_OF_MANY / meanGap(picture.marks);
  const moved = (one) => ({...one, x: one.x * factor, y: one.y * factor});
  return {...picture, marks: picture.marks.map(moved), headings: picture.headings.map(moved)};
}

// How far marks stand apart: by the room that each cluster takes, as there may be much empty room between them.
function meanGap(marks) {
  const groups = [...Map.groupBy(marks, (mark) => mark.cluster).values()];
  const area = groups.reduce((sum, group) => sum + extent(group, "x") * extent(group, "y"), 0);
  return Math.sqrt(area / marks.length) || GAP_OF_MANY;
}

function extent(marks, axis) {
  const [low, high] = marks.reduce(([low, high], mark) => [Math.min(low, mark[axis]), Math.max(high, mark[axis])], [Infinity, -Infinity]);
  return high - low;
}
