// What draws the picture: the functions by which the page calls a renderer, and the usual renderer, vis-network.
//
// `openNetwork` opens the renderer that data.renderer names: "vis" (this file), "clusters" (clusters.js: vis, with
// closed clusters in place of most marks) or "plain" (plain.js: a canvas of our own for many marks at once).
// A renderer reads `data`, `state` and `view`, calls `select`, `selectLine` and `clear` for what is clicked, and is
// an object of these functions:
//   restyle()        draw anew: the selection, a filter, the language or the theme has changed
//   fit()            show the whole picture, or as much of its beginning as can be read
//   focusOn(id)      bring a mark to the middle, large enough to be read
//   uncover(id)      move a mark out from under the panel
//   setSelection()   take over state.selected; what was not drawn is drawn from then on
//   enter(id)        do what a click on a mark or a cluster does: select it; open it or close it
//   boxOf(id)        where a mark or a cluster is drawn: {left, top, right, bottom} in pixels of #canvas; null if it is not
//   zoomBy(factor)   come nearer (above 1) or go further away, around the middle
//   count()          how many marks are drawn now
//   shown()          {marks, lines, clusters, ties}: what is drawn now, filters considered. Marks and lines are those of
//                    the picture; a cluster is {id, name, count, x, y, radius} and a tie {source, target, count, forward,
//                    backward} between ids of marks and clusters; both are empty but in the renderer of clusters
//   toPng()          a promise of a Blob: what is in sight, on the colour of the page
// `window.atlas` has them too, and for vis-network also `network` and `sets`.

let renderer;

function openNetwork(nodes, edges, options) {
  renderer = {vis: openVis, clusters: openClusters, plain: openPlain}[data.renderer](nodes, edges, options);
  return renderer;
}

function restyle() {
  renderer.restyle();
}

function fit() {
  renderer.fit();
}

function focusOn(id) {
  renderer.focusOn(id);
}

function uncover(id) {
  renderer.uncover(id);
}

function setSelection() {
  renderer.setSelection();
}

function enter(id) {
  renderer.enter(id);
}

function boxOf(id) {
  return renderer.boxOf(id);
}

function zoomBy(factor) {
  renderer.zoomBy(factor);
}

function gaps(values) {
  const sorted = [...new Set(values.map(Math.round))].sort((one, other) => one - other);
  return sorted.slice(1).map((value, place) => value - sorted[place]);
}

// How far apart the columns and the rows of a picture are; a picture without columns gets usual values.
function spacing(marks) {
  const columns = Map.groupBy(marks, (mark) => Math.round(mark.x));
  const across = gaps([...columns.keys()]).filter((gap) => gap >= 40);
  const down = [...columns.values()].flatMap((column) => gaps(column.map((mark) => mark.y))).filter((gap) => gap >= 20);
  const regular = columns.size > 1 && columns.size <= marks.length / 2;
  return {x: regular && across.length ? Math.min(...across) : 150, y: down.length && regular ? Math.min(...down) : 80};
}

// The size of letters and labels that fills the room between marks without touching.
function measureView(marks) {
  const face = getComputedStyle(root()).fontFamily;
  if (data.renderer !== "vis") return {font: 0.3 * GAP_OF_MANY, face, width: GAP_OF_MANY, rows: 2};
  const {x, y} = spacing(marks);
  const font = Math.max(11, Math.min(22, x / 10.5, y / 3.2));
  return {font, face, width: Math.max(60, x * 0.68), rows: 2};
}

function openVis(nodes, edges, options) {
  const place = document.getElementById("canvas");
  const sets = {nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges)};
  const network = new vis.Network(place, sets, options);
  network.on("afterDrawing", drawHeadings);
  network.on("click", clicked);
  for (const event of ["hoverNode", "hoverEdge"]) network.on(event, () => place.classList.add("pointing"));
  for (const event of ["blurNode", "blurEdge"]) network.on(event, () => place.classList.remove("pointing"));
  for (const event of ["zoom", "dragEnd"]) network.on(event, () => (state.moved = true));
  network.on("resize", () => requestAnimationFrame(() => state.moved || fit()));
  return {network, sets, ...VIS};
}

const VIS = {
  restyle: restyleVis,
  fit: fitVis,
  focusOn: focusVis,
  uncover: uncoverVis,
  setSelection: () => renderer.network.setSelection(visSelection(), {highlightEdges: false}),
  enter: (id) => select(id, {focus: false}),
  boxOf: boxOfVis,
  zoomBy: (factor) => renderer.network.moveTo({scale: renderer.network.getScale() * factor, animation: false}),
  count: () => data.picture.marks.filter(isShown).length,
  shown: () => ({marks: data.picture.marks.filter(isShown), lines: data.picture.lines.filter(isLineShown), clusters: [], ties: []}),
  toPng: () => pngOf(renderer.network.canvas.frame.canvas),
};

function boxOfVis(id) {
  const {network, sets} = renderer;
  const node = sets.nodes.get(id);
  if (!node || node.hidden) return null;
  const box = network.getBoundingBox(id);
  const [start, end] = [network.canvasToDOM({x: box.left, y: box.top}), network.canvasToDOM({x: box.right, y: box.bottom})];
  return {left: start.x, top: start.y, right: end.x, bottom: end.y};
}

function clicked(event) {
  if (event.nodes.length) enter(event.nodes[0]);
  else if (event.edges.length) selectLine(data.picture.lines[event.edges[0]]);
  else clear();
}

function visSelection() {
  const {mark, line} = state.selected ?? {};
  return {nodes: mark ? [mark.id] : [], edges: line ? [data.picture.lines.indexOf(line)] : []};
}

function restyleVis() {
  const colours = theme();
  renderer.sets.nodes.update(data.picture.marks.map((mark) => nodeLook(mark, colours)));
  renderer.sets.edges.update(data.picture.lines.map((line, number) => lineLook(line, number, colours)));
}

// Headings stand over the marks and stay readable where the labels of marks no longer are.
function drawHeadings(context) {
  const colours = theme();
  const size = Math.max(view.font * 1.1, 12 / renderer.network.getScale());
  context.font = `600 ${size}px ${view.face}`;
  Object.assign(context, {fillStyle: colours.soft, strokeStyle: colours.back, lineWidth: size / 3, lineJoin: "round"});
  Object.assign(context, {textAlign: "center", textBaseline: "middle"});
  for (const heading of data.picture.headings) {
    const text = shorten(say(heading.name), 40);
    context.strokeText(text, heading.x, heading.y);
    context.fillText(text, heading.x, heading.y);
  }
}

function headingBox(heading) {
  const half = (view.font * 1.1 * shorten(say(heading.name), 40).length) / 2;
  return {left: heading.x - half, right: heading.x + half, top: heading.y - view.font, bottom: heading.y + view.font};
}

// The box around boxes, and some room at its edges.
function around(boxes, room) {
  const edge = (side, pick) => boxes.reduce((best, box) => pick(best, box[side]), boxes[0][side]);
  const [left, top] = [edge("left", Math.min) - room, edge("top", Math.min) - room];
  return {left, top, right: edge("right", Math.max) + room, bottom: edge("bottom", Math.max) + room};
}

// The scale and the middle with which a box is seen whole, or its beginning at the least scale.
function framing(box, least) {
  const [width, height] = canvasSize();
  const scale = Math.max(Math.min(width / (box.right - box.left), height / (box.bottom - box.top), 1.25), least);
  const middle = (low, high, reach) => (high - low <= 2 * reach ? (low + high) / 2 : low + reach);
  const position = {x: middle(box.left, box.right, width / 2 / scale), y: middle(box.top, box.bottom, height / 2 / scale)};
  return {position, scale};
}

function fitVis() {
  renderer.network.redraw(); // the boxes of marks are known once they are drawn
  const boxes = renderer.sets.nodes.get({filter: (node) => !node.hidden}).map((node) => renderer.network.getBoundingBox(node.id));
  if (!boxes.length) return;
  const box = around([...boxes, ...data.picture.headings.map(headingBox)], 20);
  const least = data.picture.marks.length <= 200 ? 9 / view.font : 0;
  renderer.network.moveTo({...framing(box, least), animation: false});
  state.moved = false;
}

// How many pixels at the right the panel lies over.
function covered() {
  const side = document.getElementById("side");
  return state.selected && getComputedStyle(side).position === "absolute" ? side.offsetWidth : 0;
}

function moving() {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still ? false : {duration: 300, easingFunction: "easeInOutQuad"};
}

function focusVis(id) {
  const {network} = renderer;
  const scale = Math.max(network.getScale(), 13 / view.font);
  // not `focus`: while another runs, it goes astray
  network.moveTo({position: network.getPosition(id), scale, offset: {x: -covered() / 2, y: 0}, animation: moving()});
  state.moved = true;
}

function uncoverVis(id) {
  const {network} = renderer;
  const place = network.canvasToDOM(network.getPosition(id));
  const edge = document.getElementById("canvas").clientWidth - covered() - 90;
  if (place.x <= edge) return;
  network.moveTo({offset: {x: edge - place.x, y: 0}, animation: moving()});
  state.moved = true;
}

function canvasSize() {
  const {clientWidth, clientHeight} = document.getElementById("canvas");
  return [clientWidth, clientHeight];
}

// Say in a line over the canvas what is drawn and what is not.
function tellDrawn(...parts) {
  const place = document.getElementById("canvas");
  if (!place.querySelector(".drawn")) place.append(make("div", {class: "drawn"}, make("span", {class: "said"})));
  place.querySelector(".drawn .said").textContent = parts.filter(Boolean).join(" · ");
}

function filteredOut() {
  const count = data.picture.marks.length - numbers.shown.length;
  return count ? word("filtered", count) : "";
}

// What a canvas shows, on the colour of the page, as a picture in a Blob.
function pngOf(canvas) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d");
  context.fillStyle = theme().back;
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((done) => copy.toBlob(done, "image/png"));
}
