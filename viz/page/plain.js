// The plain canvas: a renderer that draws many marks at once; d3-zoom moves it and a quadtree tells what is pointed at.

const REACH = 8; // how many pixels beside a mark still hit it
const SLOW = 60; // milliseconds of a frame above which a gesture moves the last frame instead of drawing a new one
const PAUSE = 120; // milliseconds without a gesture after which the moved frame is drawn sharp

let plain;

function openPlain() {
  openNumbers();
  const canvas = make("canvas", {class: "plain"});
  const tip = make("div", {class: "plain-tip", hidden: true});
  document.getElementById("canvas").append(canvas, tip);
  plain = {canvas, tip, context: canvas.getContext("2d", {alpha: false}), last: document.createElement("canvas"), cost: 0, transform: d3.zoomIdentity};
  plain.zoom = d3.zoom().on("zoom", zoomed);
  d3.select(canvas).call(plain.zoom).on("click", clickedPlain);
  d3.select(canvas).on("pointermove", pointed).on("pointerleave", () => tell(null));
  new ResizeObserver(resized).observe(canvas);
  window.addEventListener("beforeprint", drawPlain);
  return PLAIN;
}

const PLAIN = {
  restyle: restylePlain,
  fit: fitPlain,
  focusOn: focusPlain,
  uncover: uncoverPlain,
  enter: (id) => select(id, {focus: false}),
  boxOf: boxOfPlain,
  zoomBy: (factor) => plain.zoom.scaleBy(d3.select(plain.canvas), factor),
  setSelection: () => {},
  count: () => numbers.shown.length,
  shown: shownNumbers,
  toPng: () => (drawPlain(), pngOf(plain.canvas)),
};

function restylePlain() {
  sift();
  plain.lit = litNumbers();
  plain.litMarks = state.selected ? numbers.rank.filter((at) => numbers.visible[at] && !isDimmed(data.picture.marks[at].id)) : [];
  plain.tree = null;
  plain.look = looksOf(numbers.shown);
  tellDrawn(word("drawn", numbers.shown.length, numbers.lines.length), filteredOut());
  schedule();
}

function schedule() {
  plain.waiting ??= requestAnimationFrame(() => {
    plain.waiting = null;
    drawPlain();
  });
}

function zoomed({transform, sourceEvent}) {
  plain.transform = transform;
  if (sourceEvent) state.moved = true;
  tell(null);
  if (plain.cost < SLOW) return schedule();
  moveLast();
  clearTimeout(plain.pause);
  plain.pause = setTimeout(schedule, PAUSE);
}

// Show the last frame where it has been moved to: quick, and blurred until the gesture rests.
function moveLast() {
  const {context, last, transform, drawnAt} = plain;
  const scale = transform.k / drawnAt.k;
  const [width, height] = canvasSize();
  onPixels(context);
  context.fillStyle = theme().back;
  context.fillRect(0, 0, width, height);
  context.drawImage(last, transform.x - drawnAt.x * scale, transform.y - drawnAt.y * scale, width * scale, height * scale);
}

function onPixels(context) {
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function resized() {
  if (state.moved || !plain.look) schedule();
  else fitPlain();
}

// Give the canvas as many pixels as the screen has there; a canvas of another size is empty.
function sharpen(canvas) {
  const [width, height] = canvasSize().map((length) => Math.max(1, Math.round(length * devicePixelRatio)));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function drawPlain() {
  const begun = performance.now();
  sharpen(plain.canvas);
  onPixels(plain.context);
  paintPicture(plain.context, plain.transform, canvasSize());
  sharpen(plain.last);
  plain.last.getContext("2d").drawImage(plain.canvas, 0, 0);
  plain.drawnAt = plain.transform;
  requestAnimationFrame(() => (plain.cost = performance.now() - begun));
}

function moveTo(position, scale, animated) {
  const [width, height] = canvasSize();
  const wanted = d3.zoomIdentity.translate(width / 2, height / 2).scale(scale).translate(-position.x, -position.y);
  const canvas = d3.select(plain.canvas);
  const motion = animated && moving();
  if (motion) canvas.transition().duration(motion.duration).call(plain.zoom.transform, wanted);
  else canvas.interrupt().call(plain.zoom.transform, wanted);
}

function fitPlain() {
  if (!numbers.shown.length) return;
  const boxes = Array.from(numbers.shown, (at) => square(numbers.x[at], numbers.y[at], numbers.radius[at]));
  const box = around([...boxes, ...data.picture.headings.map(headingBox)], 2 * view.font);
  const {position, scale} = framing(box, 0);
  plain.zoom.scaleExtent([scale / 2, Math.max(4, 4 * scale)]);
  moveTo(position, scale, false);
  state.moved = false;
}

function square(x, y, half) {
  return {left: x - half, right: x + half, top: y - half, bottom: y + half};
}

function focusPlain(id) {
  const at = numbers.number.get(id);
  const scale = Math.max(plain.transform.k, 11 / view.font);
  moveTo({x: numbers.x[at] + covered() / 2 / scale, y: numbers.y[at]}, scale, true);
  state.moved = true;
}

function uncoverPlain(id) {
  const at = numbers.number.get(id);
  const edge = canvasSize()[0] - covered() - 90;
  const past = plain.transform.applyX(numbers.x[at]) - edge;
  if (past <= 0) return;
  d3.select(plain.canvas).transition().duration(moving().duration ?? 0).call(plain.zoom.translateBy, -past / plain.transform.k, 0);
  state.moved = true;
}

function boxOfPlain(id) {
  const at = numbers.number.get(id);
  if (!numbers.visible[at]) return null;
  const reach = Math.max(numbers.radius[at] * plain.transform.k, plain.look.least);
  return square(plain.transform.applyX(numbers.x[at]), plain.transform.applyY(numbers.y[at]), reach);
}

// The number of the mark under a pointer, or undefined.
function markAt(event) {
  const [x, y] = d3.pointer(event, plain.canvas);
  plain.tree ??= d3.quadtree(numbers.shown, (at) => numbers.x[at], (at) => numbers.y[at]);
  const {k} = plain.transform;
  const largest = plain.look.largest;
  const at = plain.tree.find(plain.transform.invertX(x), plain.transform.invertY(y), Math.max(largest, REACH / k));
  if (at === undefined) return undefined;
  const away = Math.hypot(plain.transform.applyX(numbers.x[at]) - x, plain.transform.applyY(numbers.y[at]) - y);
  return away <= Math.max(numbers.radius[at] * k, REACH) ? at : undefined;
}

// The number of the line under a pointer among those that can be told apart: the lit ones, or all when they are few.
function lineAt(event) {
  const [x, y] = d3.pointer(event, plain.canvas);
  const near = Array.from(plain.distinct, (at) => [at, distance(at, x, y)]).filter(([, away]) => away <= REACH / 2);
  return near.length ? near.reduce((best, one) => (one[1] < best[1] ? one : best))[0] : undefined;
}

function distance(line, x, y) {
  const {transform} = plain;
  const {from, to} = numbers;
  const [x1, y1] = transform.apply([numbers.x[from[line]], numbers.y[from[line]]]);
  const [x2, y2] = transform.apply([numbers.x[to[line]], numbers.y[to[line]]]);
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
  const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length));
  return Math.hypot(x1 + along * (x2 - x1) - x, y1 + along * (y2 - y1) - y);
}

function clickedPlain(event) {
  const mark = markAt(event);
  const line = mark === undefined ? lineAt(event) : undefined;
  if (mark !== undefined) select(data.picture.marks[mark].id, {focus: false});
  else if (line !== undefined) selectLine(data.picture.lines[line]);
  else clear();
}

function pointed(event) {
  if (event.buttons) return tell(null);
  const at = markAt(event);
  tell(at === undefined ? null : tip(data.picture.marks[at]), d3.pointer(event, plain.canvas));
}

// Show a few words beside the pointer, or none.
function tell(text, [x, y] = [0, 0]) {
  plain.tip.hidden = !text;
  document.getElementById("canvas").classList.toggle("pointing", Boolean(text));
  if (!text) return;
  plain.tip.textContent = text;
  const [width, height] = canvasSize();
  plain.tip.style.left = `${Math.max(0, Math.min(x + 14, width - plain.tip.offsetWidth - 4))}px`;
  plain.tip.style.top = `${Math.max(0, Math.min(y + 14, height - plain.tip.offsetHeight - 4))}px`;
}
