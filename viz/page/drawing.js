// The drawing that is downloaded: all that is shown, with its title, what it was built from, and its legend.

const GAP = 24;
const LEAST_WIDTH = 560;
const MOST_SWATCHES = 30;
const LEADING = 1.18;

function svg(tag, attributes, children) {
  return xmlElement(SVG, tag, attributes, children);
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}

function textWidth(text, size) {
  ruler.font = `${size}px ${view.face}`;
  return measure(text);
}

// Where a mark stands and how far it reaches: half its width and height, and the box with its label.
function shape(mark, colours) {
  const look = nodeLook(mark, colours);
  const lines = look.label.split("\n");
  const wide = Math.max(...lines.map((line) => textWidth(line, look.font.size)));
  const tall = lines.length * look.font.size * LEADING;
  const inside = shapeOf(mark.kind) === "box";
  const half = inside
    ? {x: Math.max(wide, look.widthConstraint.minimum ?? 0) / 2 + look.margin, y: tall / 2 + look.margin * 0.7}
    : {x: look.size, y: look.size};
  const below = inside ? 0 : tall + look.font.size * 0.4;
  const reach = Math.max(half.x, wide / 2);
  const box = {left: mark.x - reach, right: mark.x + reach, top: mark.y - half.y, bottom: mark.y + half.y + below};
  return {x: mark.x, y: mark.y, kind: shapeOf(mark.kind), look, lines, half, box};
}

function clusterShape(cluster, colours) {
  const size = view.font;
  const half = {x: cluster.radius, y: cluster.radius};
  const look = {
    color: {background: mix("#8A93A0", colours.back, 0.35), border: colours.line},
    borderWidth: 1.6,
    shapeProperties: {borderDashes: false},
    font: {size, color: colours.ink},
  };
  const lines = [...label(say(cluster.name)).split("\n"), String(cluster.count)];
  const reach = Math.max(half.x, ...lines.map((line) => textWidth(line, size) / 2));
  const below = (lines.length + 0.4) * size * LEADING;
  const box = {left: cluster.x - reach, right: cluster.x + reach, top: cluster.y - half.y, bottom: cluster.y + half.y + below};
  return {x: cluster.x, y: cluster.y, kind: "dot", look, lines, half, box};
}

function corners(kind, {x: r}) {
  const up = r * 1.15;
  const around = [0, 1, 2, 3, 4, 5].map((turn) => [r * Math.cos((turn * Math.PI) / 3), r * Math.sin((turn * Math.PI) / 3)]);
  return {
    diamond: [[0, r], [r, 0], [0, -r], [-r, 0]],
    square: [[-r, -r], [r, -r], [r, r], [-r, r]],
    hexagon: around,
    triangle: [[0, -up], [up, up * 0.85], [-up, up * 0.85]],
    triangleDown: [[0, up], [up, -up * 0.85], [-up, -up * 0.85]],
  }[kind];
}

function outline({x, y, kind, look, half}) {
  const dashes = look.shapeProperties.borderDashes;
  const paint = {fill: look.color.background, stroke: look.color.border, "stroke-width": look.borderWidth, ...(dashes ? {"stroke-dasharray": dashes.join(" ")} : {})};
  if (kind === "box") return svg("rect", {x: rounded(x - half.x), y: rounded(y - half.y), width: rounded(2 * half.x), height: rounded(2 * half.y), rx: 4, ...paint});
  if (kind === "dot") return svg("circle", {cx: x, cy: y, r: rounded(half.x), ...paint});
  const points = corners(kind, half).map(([across, down]) => `${rounded(x + across)},${rounded(y + down)}`);
  return svg("polygon", {points: points.join(" "), ...paint});
}

function written(lines, x, y, size, colour, more = {}) {
  const rows = lines.map((line, number) => svg("tspan", {x: rounded(x), y: rounded(y + number * size * LEADING)}, [line]));
  return svg("text", {"font-size": rounded(size), fill: colour, ...more}, rows);
}

function markText({x, y, kind, look, lines, half}, colours) {
  const {size, color} = look.font;
  const first = kind === "box" ? y - ((lines.length - 1) * size * LEADING) / 2 + size * 0.36 : y + half.y + size * 1.15;
  const halo = kind === "box" ? {} : {stroke: colours.back, "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke"};
  return written(lines, x, first, size, color, {"text-anchor": "middle", ...halo});
}

function between(one, other, share) {
  return {x: one.x + (other.x - one.x) * share, y: one.y + (other.y - one.y) * share};
}

// The first part of a curve through four points, up to a share of its way: de Casteljau's construction.
function part([a, b, c, d], share) {
  const [ab, bc, cd] = [between(a, b, share), between(b, c, share), between(c, d, share)];
  const [abc, bcd] = [between(ab, bc, share), between(bc, cd, share)];
  return [a, ab, abc, between(abc, bcd, share)];
}

// The four points of a curve as vis-network draws it: bowed out, curved from column to column, or straight.
function curveOf(from, to, {bend = 0, curved = false}) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (bend) return bowed(from, to, bend);
  if (curved) return [from, {x: from.x + 0.45 * dx, y: from.y}, {x: to.x - 0.45 * dx, y: to.y}, to];
  return [from, {x: from.x + dx / 3, y: from.y + dy / 3}, {x: to.x - dx / 3, y: to.y - dy / 3}, to];
}

function bowed(from, to, bend) {
  const share = 0.5 + bend / 2;
  const turn = Math.atan2(from.y - to.y, to.x - from.x) + share * Math.PI;
  const far = share * Math.hypot(to.x - from.x, to.y - from.y);
  const via = {x: from.x + far * Math.sin(turn), y: from.y + far * Math.cos(turn)};
  return [from, between(from, via, 2 / 3), between(to, via, 2 / 3), to];
}

function holds({x, y, kind, half}, point) {
  const [dx, dy] = [Math.abs(point.x - x), Math.abs(point.y - y)];
  return kind === "box" || kind === "square" ? dx < half.x && dy < half.y : Math.hypot(dx, dy) < half.x;
}

// A curve up to the border of what it ends at.
function clipped(curve, target) {
  let [low, high] = [0, 1];
  for (let step = 0; step < 12; step += 1) {
    const middle = (low + high) / 2;
    if (holds(target, part(curve, middle)[3])) high = middle;
    else low = middle;
  }
  return part(curve, low);
}

function pathOf([a, b, c, d], paint) {
  const place = ({x, y}) => `${rounded(x)} ${rounded(y)}`;
  return svg("path", {d: `M${place(a)}C${place(b)} ${place(c)} ${place(d)}`, fill: "none", ...paint});
}

function arrow([, , before, tip], size, colour) {
  const turn = Math.atan2(tip.y - before.y, tip.x - before.x);
  const at = (angle, length) => `${rounded(tip.x - length * Math.cos(turn + angle))},${rounded(tip.y - length * Math.sin(turn + angle))}`;
  return svg("polygon", {points: `${rounded(tip.x)},${rounded(tip.y)} ${at(0.4, size)} ${at(-0.4, size)}`, fill: colour});
}

function loop({x, y, half}, paint) {
  const size = half.y + 8;
  return [svg("circle", {cx: rounded(x + half.x), cy: rounded(y - half.y), r: rounded(size / 2), fill: "none", ...paint})];
}

function drawnLine(from, to, look, course) {
  const paint = {stroke: look.color.color, "stroke-width": look.width, ...(look.dashes ? {"stroke-dasharray": look.dashes.join(" ")} : {})};
  if (from === to) return loop(from, paint);
  const curve = clipped(curveOf(from, to, course), to);
  return [pathOf(curve, paint), arrow(curve, 7 + 3 * look.width, look.color.color)];
}

function drawnTie(tie, shapes, colours) {
  const paint = {stroke: colours.line, "stroke-width": rounded(1 + Math.log2(tie.count))};
  return [pathOf(curveOf(shapes.get(tie.source), shapes.get(tie.target), {}), paint)];
}

function heading(one, colours) {
  const size = view.font * 1.1;
  return written([shorten(say(one.name), 40)], one.x, one.y + size * 0.36, size, colours.soft, {"text-anchor": "middle", "font-weight": 600});
}

// Everything in the coordinates of the picture: lines below, then marks, then words.
function scenery(colours) {
  const {marks: shown, lines, clusters, ties} = renderer.shown();
  const shapes = new Map(shown.map((mark) => [mark.id, shape(mark, colours)]));
  for (const cluster of clusters) shapes.set(cluster.id, clusterShape(cluster, colours));
  const curved = data.renderer !== "plain" && read("atlas-options").edges.smooth.enabled;
  const numbers = new Map(data.picture.lines.map((line, number) => [line, number]));
  const look = (line) => lineLook(line, numbers.get(line), colours);
  const drawn = [
    ...ties.flatMap((tie) => drawnTie(tie, shapes, colours)),
    ...lines.flatMap((line) => drawnLine(shapes.get(line.source), shapes.get(line.target), look(line), {bend: line.bend, curved})),
    ...[...shapes.values()].map(outline),
    ...[...shapes.values()].map((one) => markText(one, colours)),
    ...data.picture.headings.map((one) => heading(one, colours)),
  ];
  return {drawn, boxes: [...[...shapes.values()].map(({box}) => box), ...data.picture.headings.map(headingBox)]};
}

// Break words into lines of a width, as the labels are broken.
function wrapped(text, width, size) {
  const lines = [""];
  for (const piece of pieces(shorten(text, 300))) {
    if (lines.at(-1) && textWidth(lines.at(-1) + piece, size) > width) lines.push("");
    lines[lines.length - 1] += piece;
  }
  return lines.map((line) => line.trim());
}

// The entries of the legend that occur among what is shown.
function shownEntries() {
  const {marks: shown, lines} = shownGraph();
  const used = {
    group: new Set(shown.map((mark) => mark.group)),
    kind: new Set(shown.map((mark) => mark.kind)),
    line: new Set(lines.map((line) => line.kind)),
    missing: new Set(shown.some((mark) => mark.missing) ? ["missing"] : []),
  };
  const kept = entries().map((entry) => ({...entry, values: entry.values.filter(({id}) => used[entry.id].has(id))}));
  return kept.filter((entry) => entry.values.length);
}

// The legend as rows of small pictures with their words.
function swatches(width, top, colours) {
  const drawn = [];
  const [size, next] = [view.font * 0.85, view.font * 1.4];
  let [x, y] = [0, top];
  const put = (text, picture, colour) => {
    const room = picture ? size * 1.4 : 0;
    const long = room + textWidth(text, size) + size * 1.2;
    if (x > 0 && x + long > width) [x, y] = [0, y + next];
    if (picture) drawn.push(placed(picture, x, y - size * 0.85, size));
    drawn.push(written([text], x + room, y, size, colour));
    x += long;
  };
  for (const entry of shownEntries()) {
    put(say(entry.name), null, colours.soft);
    for (const value of entry.values.slice(0, MOST_SWATCHES)) put(shorten(say(value.name), 40), entry.picture(value), colours.ink);
    [x, y] = [0, y + next];
  }
  return {drawn, bottom: y};
}

function placed(picture, x, y, size) {
  for (const [key, value] of Object.entries({x: rounded(x), y: rounded(y), width: rounded(size), height: rounded(size)})) picture.setAttribute(key, value);
  return picture;
}

// What stands over the picture: its title, what it was built from, and the legend.
function headline(width, colours) {
  const [large, small] = [view.font * 1.5, view.font * 0.85];
  const title = wrapped(say(data.picture.title), width, large);
  const notes = [...data.picture.notes.map(say), builtLine()].filter(Boolean);
  const about = notes.flatMap((note) => wrapped(note, width, small));
  const second = large * (1 + (title.length - 1) * LEADING) + small * 2;
  const legend = swatches(width, second + small * (about.length * LEADING + 1), colours);
  return {
    drawn: [
      written(title, 0, large, large, colours.ink, {"font-weight": 650}),
      written(about, 0, second, small, colours.soft),
      ...legend.drawn,
    ],
    bottom: legend.bottom,
  };
}

// The whole drawing, in the colours of the theme that is on: {width, height, element}.
function drawing() {
  const colours = theme();
  const {drawn, boxes} = scenery(colours);
  const box = boxes.length ? around(boxes, GAP) : {left: 0, top: 0, right: 0, bottom: 0};
  const width = Math.max(LEAST_WIDTH, box.right - box.left + 2 * GAP);
  const head = headline(width - 2 * GAP, colours);
  const height = GAP + head.bottom + (box.bottom - box.top) + GAP;
  const left = (width - (box.right - box.left)) / 2 - box.left;
  const element = svg(
    "svg",
    {width: Math.ceil(width), height: Math.ceil(height), viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`, "font-family": view.face, "xml:lang": root().lang},
    [
      svg("title", {}, [say(data.picture.title)]),
      svg("rect", {width: "100%", height: "100%", fill: colours.back}),
      svg("g", {transform: `translate(${GAP} ${GAP})`}, head.drawn),
      svg("g", {transform: `translate(${rounded(left)} ${rounded(GAP + head.bottom - box.top)})`}, drawn),
    ],
  );
  return {width, height, element};
}

function svgText({element}) {
  return xmlWhole(element);
}
