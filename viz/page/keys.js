// The keyboard on the canvas: arrows go from mark to mark, Enter does what a click does and then leads into the
// panel, plus and minus zoom, 0 shows all. A ring stands around the mark at which the keys are.

const DIRECTIONS = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1]};
const RING = 7;

// What the keys go over: the marks that are drawn, and the clusters that stand for others.
function stops() {
  const {marks: drawn, clusters} = renderer.shown();
  return [...drawn, ...clusters];
}

// How far a mark lies in a direction; what lies aside counts thrice, what lies behind or too far aside not at all.
function reach(from, mark, [x, y]) {
  const [dx, dy] = [mark.x - from.x, mark.y - from.y];
  const [ahead, aside] = [dx * x + dy * y, Math.abs(dx * y) + Math.abs(dy * x)];
  return ahead > 0 && aside <= 2 * ahead ? ahead + 3 * aside : Infinity;
}

function nearest(marks, far) {
  return marks.reduce((best, mark) => (far(mark) < (best ? far(best) : Infinity) ? mark : best), null);
}

// The keys start at what is selected, else at the mark first from the left and from above.
function go(direction) {
  const drawn = stops();
  const from = drawn.find((mark) => mark.id === (state.cursor ?? state.selected?.mark?.id));
  const next = from ? nearest(drawn, (mark) => reach(from, mark, direction)) : nearest(drawn, (mark) => mark.x + mark.y);
  if (next) point(next);
}

function point(mark) {
  state.cursor = mark.id;
  if (!isInSight(boxOf(mark.id))) focusOn(mark.id);
  announce(spoken(mark));
  moveRing();
}

function spoken(mark) {
  const called = shorten(say(mark.name), 100);
  if (!marks.has(mark.id)) return word("cluster", called, mark.count);
  const count = data.picture.lines.filter((line) => line.source === mark.id || line.target === mark.id).length;
  return [word("cursor", called, kindName(mark.kind), count), mark.missing && word("missing")].filter(Boolean).join(" · ");
}

function isInSight(box) {
  const {clientWidth, clientHeight} = document.getElementById("canvas");
  return box && box.left >= 0 && box.top >= 0 && box.right <= clientWidth - covered() && box.bottom <= clientHeight;
}

// The ring follows its mark for as long as the canvas has the focus, however the picture moves.
function moveRing() {
  const place = document.getElementById("canvas");
  const box = state.cursor !== null && document.activeElement === place && boxOf(state.cursor);
  const ring = document.getElementById("ring");
  ring.hidden = !box;
  if (!box) return;
  ring.style.left = `${box.left - RING}px`;
  ring.style.top = `${box.top - RING}px`;
  ring.style.width = `${box.right - box.left + 2 * RING}px`;
  ring.style.height = `${box.bottom - box.top + 2 * RING}px`;
  if (!state.ringing) state.ringing = requestAnimationFrame(() => ((state.ringing = 0), moveRing()));
}

// Enter on what is selected already takes the reader to what the panel says of it.
function enterMark() {
  const selected = state.selected?.mark?.id;
  if (state.cursor === null && !selected) return go(DIRECTIONS.ArrowRight);
  if (state.cursor !== null && state.cursor !== selected) return enter(state.cursor);
  const heading = document.querySelector("#panel h2");
  heading.tabIndex = -1;
  heading.focus();
}

function canvasKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in DIRECTIONS) go(DIRECTIONS[event.key]);
  else if (event.key === "Enter") enterMark();
  else if (event.key === "+" || event.key === "=") zoomBy(1.25);
  else if (event.key === "-") zoomBy(0.8);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
}

function openKeys() {
  const place = document.getElementById("canvas");
  for (const inner of place.querySelectorAll("[tabindex]")) inner.removeAttribute("tabindex");
  place.append(make("div", {id: "ring", hidden: true}));
  place.addEventListener("keydown", canvasKey);
  place.addEventListener("focus", moveRing);
}
