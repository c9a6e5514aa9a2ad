// The network in the canvas: making it, restyling it, its headings, and what part of it is in sight.

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
  const {x, y} = spacing(marks);
  const font = Math.max(11, Math.min(22, x / 10.5, y / 3.2));
  const face = getComputedStyle(document.body).fontFamily;
  return {font, face, width: Math.max(60, x * 0.68), rows: 2};
}

function openNetwork(nodes, edges, options) {
  const place = document.getElementById("canvas");
  const sets = {nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges)};
  const network = new vis.Network(place, sets, options);
  place.querySelector(".vis-network").tabIndex = 0;
  network.on("beforeDrawing", drawHeadings);
  network.on("click", clicked);
  network.on("hoverNode", () => place.classList.add("pointing"));
  network.on("hoverEdge", () => place.classList.add("pointing"));
  network.on("blurNode", () => place.classList.remove("pointing"));
  network.on("blurEdge", () => place.classList.remove("pointing"));
  for (const event of ["zoom", "dragEnd"]) network.on(event, () => (state.moved = true));
  network.on("resize", () => requestAnimationFrame(() => state.moved || fit()));
  return {network, sets};
}

function clicked(event) {
  if (event.nodes.length) select(event.nodes[0], {focus: false});
  else if (event.edges.length) selectLine(data.picture.lines[event.edges[0]]);
  else clear();
}

function restyle() {
  const colours = theme();
  atlas.sets.nodes.update(data.picture.marks.map((mark) => nodeLook(mark, colours)));
  atlas.sets.edges.update(data.picture.lines.map((line, number) => lineLook(line, number, colours)));
}

function drawHeadings(context) {
  const colours = theme();
  context.font = `600 ${view.font * 1.1}px ${view.face}`;
  context.fillStyle = colours.soft;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const heading of data.picture.headings) context.fillText(shorten(say(heading.name), 40), heading.x, heading.y);
}

function headingBox(heading) {
  const half = (view.font * 1.1 * shorten(say(heading.name), 40).length) / 2;
  return {left: heading.x - half, right: heading.x + half, top: heading.y - view.font, bottom: heading.y + view.font};
}

function bounds() {
  const shown = data.picture.marks.filter(isShown).map((mark) => atlas.network.getBoundingBox(mark.id));
  const boxes = [...shown.filter(Boolean), ...data.picture.headings.map(headingBox)];
  const edge = (side, pick) => boxes.reduce((best, box) => pick(best, box[side]), boxes[0][side]);
  return {left: edge("left", Math.min), right: edge("right", Math.max), top: edge("top", Math.min), bottom: edge("bottom", Math.max)};
}

// Show the whole picture, or as much of its beginning as can be read.
function fit() {
  if (!data.picture.marks.some(isShown)) return;
  const {clientWidth: width, clientHeight: height} = document.getElementById("canvas");
  const box = bounds();
  const room = {x: box.right - box.left + 40, y: box.bottom - box.top + 40};
  const whole = Math.min(width / room.x, height / room.y, 1.25);
  const least = data.picture.marks.length <= 200 ? 9 / view.font : 0;
  const scale = Math.max(whole, least);
  const half = {x: width / 2 / scale, y: height / 2 / scale};
  const middle = (low, high, reach) => (high - low <= 2 * reach ? (low + high) / 2 : low + reach);
  const position = {x: middle(box.left - 20, box.right + 20, half.x), y: middle(box.top - 20, box.bottom + 20, half.y)};
  atlas.network.moveTo({position, scale, animation: false});
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

function focusOn(id) {
  const scale = Math.max(atlas.network.getScale(), 13 / view.font);
  atlas.network.focus(id, {scale, offset: {x: -covered() / 2, y: 0}, animation: moving()});
  state.moved = true;
}

// Move a mark that was clicked out from under the panel.
function uncover(id) {
  const place = atlas.network.canvasToDOM(atlas.network.getPosition(id));
  const edge = document.getElementById("canvas").clientWidth - covered() - 90;
  if (place.x <= edge) return;
  atlas.network.moveTo({offset: {x: edge - place.x, y: 0}, animation: moving()});
  state.moved = true;
}
