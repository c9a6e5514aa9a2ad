// How the plain canvas paints a frame: lines in a few paths, marks by colour and shape, then names.

const SPECK = 2.2; // pixels of radius below which a mark is a speck without shape
const FEW = 2500; // lines up to which arrows and dashes are drawn and each can be clicked
const PATH = 1500; // lines in one path: longer ones are slower to fill, and let none shine through another
const CORNERS = {
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  box: [[-1.3, -0.8], [1.3, -0.8], [1.3, 0.8], [-1.3, 0.8]],
  hexagon: [[-0.6, -1], [0.6, -1], [1.2, 0], [0.6, 1], [-0.6, 1], [-1.2, 0]],
  triangle: [[0, -1.15], [1.1, 0.9], [-1.1, 0.9]],
  triangleDown: [[0, 1.15], [1.1, -0.9], [-1.1, -0.9]],
};

// What a frame needs to know of the marks that are shown: bunches that are painted alike, dimmed ones first.
function looksOf(shown) {
  const colours = theme();
  const bunches = new Map();
  for (const at of shown) {
    const mark = data.picture.marks[at];
    const dim = isDimmed(mark.id);
    const key = `${dim ? 0 : 1} ${mark.missing} ${mark.kind} ${mark.group}`;
    if (!bunches.has(key)) bunches.set(key, {...paintOf(mark, colours, dim), dim, members: []});
    bunches.get(key).members.push(at);
  }
  const sorted = [...bunches.values()].sort((one, other) => other.dim - one.dim);
  const largest = shown.reduce((best, at) => Math.max(best, numbers.radius[at]), 0);
  return {largest, bunches: sorted, clusters: clusterNames(shown), least: shown.length > 30_000 ? 0.9 : 1.4};
}

function paintOf(mark, colours, dim) {
  const {background, border} = paint(mark, colours);
  const fade = (colour) => (dim ? mix(colour, colours.back, 0.22) : colour);
  const speck = mark.missing ? mix(border, colours.back, 0.45) : groupColour(mark.group);
  return {shape: shapeOf(mark.kind), missing: mark.missing, fill: fade(background), border: fade(border), speck: fade(speck)};
}

// Where the name of each cluster stands, and how far its marks reach from there; the largest first.
function clusterNames(shown) {
  const groups = [...groupedByCluster(shown)].filter(([id]) => id);
  const named = groups.map(([id, members]) => ({name: data.picture.clusters[id] ?? {zh: id, en: id}, count: members.length, ...middleOf(members)}));
  return named.sort((one, other) => other.count - one.count);
}

function middleOf(members) {
  const mean = (value) => members.reduce((sum, at) => sum + value(at), 0) / members.length;
  const [x, y] = [mean((at) => numbers.x[at]), mean((at) => numbers.y[at])];
  return {x, y, reach: Math.sqrt(mean((at) => (numbers.x[at] - x) ** 2 + (numbers.y[at] - y) ** 2))};
}

function paintPicture(context, transform, size) {
  const frame = {...frameOf(context, transform, size), ...plain.look};
  frame.radius = (at) => Math.max(numbers.radius[at] * frame.k, frame.least);
  context.fillStyle = frame.colours.back;
  context.fillRect(0, 0, frame.width, frame.height);
  paintLines(frame);
  for (const bunch of frame.bunches) paintBunch(frame, bunch);
  paintChosen(frame);
  paintNames(frame);
}

// Whether some of a line can be seen; a short one lies under its marks.
function crosses(frame, line) {
  const [one, other] = [numbers.from[line], numbers.to[line]];
  const [x1, x2, y1, y2] = [frame.x(one), frame.x(other), frame.y(one), frame.y(other)];
  if ((x1 < 0 && x2 < 0) || (x1 > frame.width && x2 > frame.width)) return false;
  if ((y1 < 0 && y2 < 0) || (y1 > frame.height && y2 > frame.height)) return false;
  return Math.abs(x1 - x2) + Math.abs(y1 - y2) > 1.5;
}

function paintLines(frame) {
  const {colours} = frame;
  const seen = numbers.lines.filter((line) => crosses(frame, line));
  const lit = plain.lit.filter((line) => crosses(frame, line));
  const alpha = Math.min(0.85, Math.max(0.07, 40 / Math.sqrt(seen.length)));
  const few = seen.length <= FEW;
  const pale = state.selected ? mix(colours.line, colours.back, 0.35) : colours.line;
  strokeLines(frame, seen, {colour: pale, alpha, width: few ? 1.1 : 0.7, few});
  strokeLines(frame, lit, {colour: colours.ink, alpha: 0.85, width: 1.6, few: lit.length <= FEW});
  plain.distinct = few ? seen : lit;
}

// Lines of one look: dashes and arrows only where they are few enough to be told apart.
function strokeLines(frame, lines, look) {
  const {context} = frame;
  Object.assign(context, {strokeStyle: look.colour, fillStyle: look.colour, globalAlpha: look.alpha});
  const drawn = (line) => data.picture.lines[line];
  const alike = Map.groupBy(lines, (line) => (look.few ? `${drawn(line).width} ${drawn(line).dashed}` : ""));
  for (const members of alike.values()) {
    const {width, dashed} = look.few ? drawn(members[0]) : {width: 1, dashed: false};
    context.lineWidth = look.width * Math.min(6, width);
    context.setLineDash(dashed ? [6, 5] : []);
    for (let start = 0; start < members.length; start += PATH) strokePath(frame, members.slice(start, start + PATH), look.few);
  }
  context.setLineDash([]);
  if (look.few) paintArrows(frame, lines);
  context.globalAlpha = 1;
}

function strokePath({context, x, y}, lines, few) {
  context.beginPath();
  for (const line of lines) {
    const [from, to] = [numbers.from[line], numbers.to[line]];
    context.moveTo(x(from), y(from));
    if (few && data.picture.lines[line].bend) bowTo(context, {x: x(from), y: y(from)}, {x: x(to), y: y(to)}, data.picture.lines[line].bend);
    else context.lineTo(x(to), y(to));
  }
  context.stroke();
}

// As vis-network bows a line, so that two between the same marks stand apart.
function bowTo(context, from, to, bend) {
  const [, near, far] = bowed(from, to, bend);
  context.bezierCurveTo(near.x, near.y, far.x, far.y, to.x, to.y);
}

function paintArrows(frame, lines) {
  const head = Math.min(8, view.font * frame.k * 0.6);
  if (head < 3) return;
  frame.context.beginPath();
  for (const line of lines) arrowhead(frame, numbers.from[line], numbers.to[line], head);
  frame.context.fill();
}

function arrowhead({context, x, y, radius}, from, to, head) {
  const angle = Math.atan2(y(to) - y(from), x(to) - x(from));
  const tip = [x(to) - radius(to) * Math.cos(angle), y(to) - radius(to) * Math.sin(angle)];
  context.moveTo(...tip);
  for (const turn of [0.4, -0.4]) context.lineTo(tip[0] - head * Math.cos(angle + turn), tip[1] - head * Math.sin(angle + turn));
}

function paintBunch(frame, {shape, missing, fill, border, speck, members}) {
  const {context, x, y, radius} = frame;
  const seen = members.filter((at) => inSight(frame, at));
  context.fillStyle = speck;
  for (const at of seen) {
    const half = radius(at);
    if (half < SPECK) context.fillRect(x(at) - half, y(at) - half, 2 * half, 2 * half);
  }
  const large = seen.filter((at) => radius(at) >= SPECK);
  Object.assign(context, {fillStyle: fill, strokeStyle: border, lineWidth: 1.2});
  context.setLineDash(missing ? [4, 3] : []);
  for (const at of large) paintMark(frame, shape, at);
  context.setLineDash([]);
}

// One path for each mark: those that overlap stay apart, and many small paths are filled faster than a large one.
function paintMark({context, x, y, radius}, shape, at) {
  context.beginPath();
  trace(context, shape, x(at), y(at), radius(at));
  context.fill();
  context.stroke();
}

function trace(context, shape, x, y, radius) {
  if (!(shape in CORNERS)) return context.arc(x, y, radius, 0, 2 * Math.PI);
  for (const [across, down] of CORNERS[shape]) context.lineTo(x + across * radius, y + down * radius);
  context.closePath();
}

function paintChosen(frame) {
  const mark = state.selected?.mark;
  if (!mark) return;
  const at = numbers.number.get(mark.id);
  Object.assign(frame.context, {strokeStyle: frame.colours.ink, lineWidth: 2.5});
  frame.context.beginPath();
  trace(frame.context, shapeOf(mark.kind), frame.x(at), frame.y(at), Math.max(frame.radius(at) + 3, 6));
  frame.context.stroke();
}

function paintNames(frame) {
  beginNames(frame);
  const soft = {size: 14, weight: 600, colour: frame.colours.soft, length: 40};
  for (const heading of data.picture.headings) write(frame, say(heading.name), frame.place(heading), soft);
  if (state.selected) return writeMarks(frame, plain.litMarks, frame.radius);
  for (const cluster of frame.clusters) writeCluster(frame, cluster);
  const readable = (at) => numbers.visible[at] && frame.radius(at) > frame.least;
  writeMarks(frame, numbers.rank.filter(readable), frame.radius);
}

function writeCluster(frame, cluster) {
  const seen = cluster.reach * frame.k;
  if (seen < 12 || seen > frame.width) return;
  write(frame, say(cluster.name), frame.place(cluster), {size: Math.max(13, Math.min(22, seen / 5)), weight: 700, colour: frame.colours.ink});
}
