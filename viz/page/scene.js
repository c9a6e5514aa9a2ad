// What is drawn around the marks of open clusters: their ground, the ties between clusters, names, counts and handles.

const MOST_COUNTED = 150; // ties up to which each has its count written

const SMALL = 3; // pixels of radius up to which a mark has no name, unless it is lit

// Where vis-network looks at, as the transform that names.js reads.
function lookingAt() {
  const {network} = renderer;
  const [k, middle, [width, height]] = [network.getScale(), network.getViewPosition(), canvasSize()];
  return {k, x: width / 2 - middle.x * k, y: height / 2 - middle.y * k};
}

// Draw in pixels of the page, whatever vis-network has moved and scaled.
function inPixels(context, draw) {
  context.save();
  const fine = renderer.network.canvas.pixelRatio ?? devicePixelRatio;
  context.setTransform(fine, 0, 0, fine, 0, 0);
  const frame = frameOf(context, lookingAt(), canvasSize());
  frame.spot = (end) => frame.place(end < 0 ? clusters.all[-1 - end] : data.picture.marks[end]);
  draw(frame);
  context.restore();
}

// The box around the marks of an open cluster, in the coordinates of the picture.
function regionOf(cluster) {
  const room = view.font * 2.2;
  return around(cluster.shown.map((at) => ({left: numbers.x[at], right: numbers.x[at], top: numbers.y[at], bottom: numbers.y[at]})), room);
}

function drawGround(context) {
  inPixels(context, (frame) => {
    for (const cluster of scene.open) drawRegion(frame, cluster);
    for (const tie of scene.ties) drawTie(frame, tie);
  });
}

function regionInPixels(frame, cluster) {
  const box = regionOf(cluster);
  const [left, top] = frame.place({x: box.left, y: box.top});
  const [right, bottom] = frame.place({x: box.right, y: box.bottom});
  return {left, top, right, bottom};
}

function drawRegion(frame, cluster) {
  const {context, colours} = frame;
  const {left, top, right, bottom} = regionInPixels(frame, cluster);
  const colour = cluster.group === null ? UNGROUPED : groupColour(cluster.group);
  Object.assign(context, {fillStyle: mix(colour, colours.back, 0.07), strokeStyle: mix(colour, colours.back, 0.4), lineWidth: 1});
  context.setLineDash([5, 4]);
  context.beginPath();
  context.roundRect(left, top, right - left, bottom - top, Math.min(right - left, bottom - top) / 5);
  context.fill();
  context.stroke();
}

function drawTie(frame, {low, high, count, lit}) {
  const {context, colours} = frame;
  const strength = Math.log2(count + 1) / Math.log2(scene.strongest + 1);
  const faint = mix(colours.line, colours.back, (state.selected ? 0.1 : 0.22) + 0.3 * strength);
  Object.assign(context, {strokeStyle: lit ? colours.ink : faint, lineWidth: Math.min(7, 0.6 + 0.6 * Math.log2(count))});
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...frame.spot(low));
  context.lineTo(...frame.spot(high));
  context.stroke();
}

function drawOver(context) {
  inPixels(context, (frame) => {
    beginNames(frame);
    scene.handles = scene.open.map((cluster) => drawHandle(frame, cluster)).filter(Boolean);
    for (const cluster of scene.closed) writeCount(frame, cluster);
    for (const cluster of scene.closed) writeBeside(frame, cluster);
    const wanted = (at) => (state.selected ? state.lit.has(data.picture.marks[at].id) : numbers.radius[at] * frame.k > SMALL);
    writeMarks(frame, scene.order.filter(wanted), (at) => numbers.radius[at] * frame.k);
    for (const cluster of scene.closed) takeCircle(frame, cluster);
    for (const tie of scene.ties) if (tie.lit || scene.ties.length <= MOST_COUNTED) writeTie(frame, tie);
  });
}

// The handle over an open cluster, which closes it; it stays in sight as long as some of the cluster is.
function drawHandle(frame, cluster) {
  const {context, colours} = frame;
  const region = regionInPixels(frame, cluster);
  if (region.right < 0 || region.left > frame.width || region.bottom < 20 || region.top > frame.height) return null;
  const text = `− ${shorten(say(cluster.name), 24)} (${cluster.shown.length})`;
  const half = widthOf(context, text, 600) * 6.5 + 10;
  const x = Math.max(half + 4, Math.min(frame.width - half - 4, (Math.max(0, region.left) + Math.min(frame.width, region.right)) / 2));
  const y = Math.max(16, region.top);
  const box = {left: x - half, right: x + half, top: y - 12, bottom: y + 12};
  frame.room.take(box.left, box.top, box.right, box.bottom);
  Object.assign(context, {fillStyle: colours.back, strokeStyle: colours.line, lineWidth: 1});
  context.beginPath();
  context.roundRect(box.left, box.top, 2 * half, 24, 12);
  context.fill();
  context.stroke();
  Object.assign(context, {fillStyle: colours.ink, font: `600 13px ${view.face}`});
  context.fillText(text, x, y + 1);
  return {...box, cluster};
}

// The letters of a closed cluster, and whether its name stands in its circle.
function lettering({context, k, colours}, {name, radius}) {
  const size = Math.max(12, Math.min(18, (radius * k) / 3));
  const inside = widthOf(context, shorten(say(name), 18), 600) * size < 1.7 * radius * k;
  return {inside, look: {size, weight: 600, colour: colours.ink, length: 18}};
}

function writeCount(frame, cluster) {
  const [x, y] = frame.place(cluster);
  const {inside, look} = lettering(frame, cluster);
  write(frame, String(cluster.shown.length), [x, inside ? y + look.size * 0.75 : y], {...look, size: Math.max(11, look.size * 0.8), weight: 400});
}

function writeBeside(frame, cluster) {
  const [x, y] = frame.place(cluster);
  const {inside, look} = lettering(frame, cluster);
  const beside = cluster.radius * frame.k + look.size * 0.8;
  for (const down of inside ? [-look.size * 0.55] : [beside, -beside]) if (write(frame, say(cluster.name), [x, y + down], look)) return;
}

// How many lines a tie bundles, where it does not stand in a circle.
function writeTie(frame, {low, high, count}) {
  const [one, other] = [frame.spot(low), frame.spot(high)];
  if (count < 2 || Math.hypot(one[0] - other[0], one[1] - other[1]) < 90) return;
  write(frame, String(count), [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2], {size: 11, weight: 400, colour: frame.colours.soft});
}

function takeCircle({room, place, k}, {x, y, radius}) {
  const [[left, top], reach] = [place({x, y}), 0.8 * radius * k];
  room.take(left - reach, top - reach, left + reach, top + reach);
}
