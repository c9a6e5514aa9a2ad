// Colours, shapes and labels: how a mark and a line look in the canvas, in either theme.

// Okabe and Ito's palette, which colour-blind readers tell apart; then the same darker, then lighter;
// on a dark ground the lighter ones come first.
const PALETTE = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442"];
const UNGROUPED = "#8A93A0";
const DARK = matchMedia("(prefers-color-scheme: dark)");
const ruler = document.createElement("canvas").getContext("2d");

function theme() {
  const style = getComputedStyle(root());
  const read = (key) => style.getPropertyValue(key).trim();
  return {back: read("--canvas"), ink: read("--ink"), soft: read("--soft"), line: read("--line")};
}

function mix(one, other, share) {
  const part = (colour, at) => parseInt(colour.slice(at, at + 2), 16);
  const blend = (at) => Math.round(part(one, at) * share + part(other, at) * (1 - share));
  return "#" + [1, 3, 5].map((at) => blend(at).toString(16).padStart(2, "0")).join("");
}

function groupColour(group) {
  const place = data.picture.groups.findIndex((one) => one.id === group);
  if (place < 0 || place >= 3 * PALETTE.length) return UNGROUPED;
  const colour = PALETTE[place % PALETTE.length];
  const others = [mix(colour, "#000000", 0.55), mix(colour, "#ffffff", 0.5)];
  return [colour, ...(DARK.matches ? others.reverse() : others)][Math.floor(place / PALETTE.length)];
}

function shapeOf(kind) {
  return data.kinds.find((one) => one.id === kind).shape;
}

// What a mark is painted with, before it is dimmed.
function paint(mark, colours) {
  const colour = groupColour(mark.group);
  const full = shapeOf(mark.kind) === "box" ? 0.2 : 0.85;
  return {
    background: mix(colour, colours.back, mark.missing ? 0.06 : full),
    border: mix(colour, colours.ink, 0.8),
    font: mark.missing ? colours.soft : colours.ink,
  };
}

function nodeLook(mark, colours) {
  const dim = isDimmed(mark.id);
  const fade = (colour) => (dim ? mix(colour, colours.back, 0.22) : colour);
  const {background, border, font} = paint(mark, colours);
  const chosen = state.selected?.mark === mark;
  const colour = {background: fade(background), border: fade(chosen ? colours.ink : border)};
  const inside = shapeOf(mark.kind) === "box";
  return {
    id: mark.id,
    hidden: !isShown(mark),
    label: label(say(mark.name)),
    title: tip(mark),
    color: {...colour, hover: colour, highlight: colour},
    borderWidth: chosen ? 4 : 1.6,
    size: view.font * 0.75 * mark.size,
    margin: view.font * 0.5,
    widthConstraint: inside ? {minimum: view.width * 0.6 * mark.size} : false,
    shapeProperties: {borderDashes: mark.missing ? [5, 4] : false, borderRadius: 4},
    font: {
      size: inside ? view.font : view.font * 0.92,
      face: view.face,
      color: fade(font),
      strokeWidth: inside ? 0 : 4,
      strokeColor: colours.back,
    },
  };
}

function lineLook(line, number, colours) {
  const lit = isLit(line);
  const dim = state.selected && !lit;
  const colour = lit ? colours.ink : dim ? mix(colours.line, colours.back, 0.25) : colours.line;
  return {
    id: number,
    hidden: !isLineShown(line),
    title: shorten(`${say(end(line.source).name)} → ${say(line.name)} → ${say(end(line.target).name)}`, 160),
    dashes: line.dashed ? [6, 5] : false,
    width: (state.selected?.line === line ? 4 : lit ? 2.2 : 1.2) * line.width,
    color: {color: colour, hover: colour, highlight: colour},
  };
}

function tip(mark) {
  return [say(mark.name), sayOther(mark.name)].filter(Boolean).map((text) => shorten(text, 120)).join("\n");
}

function measure(text) {
  return ruler.measureText(text).width;
}

// Break a label where its language breaks: after any Chinese character, between words otherwise.
function pieces(text) {
  const found = text.match(/[⺀-鿿豈-﫿＀-￯][，。、）》”]*|[^\s⺀-鿿豈-﫿＀-￯]+\s*|\s+/gu) || [];
  return found.flatMap((piece) => (measure(piece.trim()) > view.width ? Array.from(piece) : [piece]));
}

function label(text) {
  ruler.font = `${view.font}px ${view.face}`;
  const lines = [""];
  for (const piece of pieces(text.slice(0, 80).replace(/\s+/g, " "))) {
    if (lines.at(-1) && measure((lines.at(-1) + piece).trimEnd()) > view.width) lines.push("");
    lines[lines.length - 1] += piece;
  }
  const kept = lines.slice(0, view.rows).map((line) => line.trim());
  if (lines.length > view.rows) kept[view.rows - 1] = shorten(kept[view.rows - 1] + "　", [...kept[view.rows - 1]].length);
  return kept.join("\n");
}
