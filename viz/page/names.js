// Names in the renderers of large pictures: of a size in pixels, the weightier first, each only where there is room.

const CELL = 6; // pixels of a cell of the room

// A frame: where things of the picture are in pixels, and which of these are written on.
function frameOf(context, {k, x, y}, [width, height]) {
  const frame = {context, width, height, k, colours: theme(), room: new Room(width, height)};
  frame.x = (at) => numbers.x[at] * k + x;
  frame.y = (at) => numbers.y[at] * k + y;
  frame.place = (spot) => [spot.x * k + x, spot.y * k + y];
  return frame;
}

function inSight(frame, at, room = 40) {
  const [x, y] = [frame.x(at), frame.y(at)];
  return x > -room && y > -room && x < frame.width + room && y < frame.height + room;
}

// Begin to write: letters stand in the middle of their place, on a rim in the colour of the canvas.
function beginNames({context}) {
  Object.assign(context, {textAlign: "center", textBaseline: "middle", lineJoin: "round", globalAlpha: 1});
  context.setLineDash([]);
}

// Write the names of marks in their order until the frame is full; those of lit marks always come first.
function writeMarks(frame, order, radius) {
  let left = (frame.width * frame.height) / 7000;
  for (const at of order) if (inSight(frame, at, 0) && writeMark(frame, at, radius(at)) && (left -= 1) < 0) break;
}

function writeMark(frame, at, radius) {
  const mark = data.picture.marks[at];
  const size = Math.max(12, Math.min(16, numbers.radius[at] * frame.k * 0.8));
  const place = [frame.x(at), frame.y(at) + radius * 1.25 + size * 0.7];
  return write(frame, say(mark.name), place, {size, weight: 400, colour: mark.missing ? frame.colours.soft : frame.colours.ink});
}

// Write words around a place when there is room for them, and say whether there was.
function write(frame, text, [x, y], {size, weight, colour, length = 26}) {
  const short = shorten(text.replace(/\s+/g, " "), length);
  const half = (widthOf(frame.context, short, weight) * size) / 2;
  if (!frame.room.take(x - half - 6, y - size * 0.8, x + half + 6, y + size * 0.8)) return false;
  frame.context.font = `${weight} ${size}px ${view.face}`;
  Object.assign(frame.context, {lineWidth: size / 4, strokeStyle: frame.colours.back, fillStyle: colour});
  frame.context.strokeText(short, x, y);
  frame.context.fillText(short, x, y);
  return true;
}

const widths = new Map();

// How wide words are at a size of one pixel; measuring them in every frame would take most of its time.
function widthOf(context, text, weight) {
  const key = `${weight} ${text}`;
  if (!widths.has(key)) {
    context.font = `${weight} 20px ${view.face}`;
    widths.set(key, context.measureText(text).width / 20);
  }
  return widths.get(key);
}

// Which cells of the canvas are written on.
class Room {
  constructor(width, height) {
    [this.across, this.down] = [Math.ceil(width / CELL), Math.ceil(height / CELL)];
    this.cells = new Uint8Array(this.across * this.down);
  }

  // Take a box if nothing stands in it and some of it can be seen.
  take(left, top, right, bottom) {
    const [x1, x2] = [Math.max(0, Math.floor(left / CELL)), Math.min(this.across - 1, Math.floor(right / CELL))];
    const [y1, y2] = [Math.max(0, Math.floor(top / CELL)), Math.min(this.down - 1, Math.floor(bottom / CELL))];
    if (x1 > x2 || y1 > y2) return false;
    const rows = Array.from({length: y2 - y1 + 1}, (_, row) => this.cells.subarray((y1 + row) * this.across + x1, (y1 + row) * this.across + x2 + 1));
    if (rows.some((row) => row.includes(1))) return false;
    for (const row of rows) row.fill(1);
    return true;
  }
}
