// A picture too large to draw whole: vis-network draws the marks of open clusters; a closed one is a circle with a count.

const MOST = 2000; // marks that are moved fluidly, so that about as many are drawn at once
const LARGEST = MOST / 2; // marks above which a cluster is drawn in parts, so that each can be opened
const MOST_TIES = 1500; // bundles of lines that are drawn between clusters, the strongest
const SHARE = 0.16; // of the area of the picture that all circles take together

// `all` clusters with their marks, the cluster that holds each mark, the ids of `opened` ones, least recently used first.
let clusters;
let scene; // what is drawn now

function openClusters(nodes, edges, options) {
  openNumbers();
  const all = clustersOf(data.picture.marks);
  const holder = new Int32Array(data.picture.marks.length);
  all.forEach((cluster, place) => cluster.members.forEach((at) => (holder[at] = place)));
  clusters = {all, holder, opened: new Set(), notice: ""};
  const opened = openVis(nodes, edges, options);
  opened.network.off("click", clicked);
  opened.network.on("click", clickedClusters);
  opened.network.on("beforeDrawing", drawGround);
  opened.network.on("afterDrawing", drawOver);
  document.getElementById("canvas").append(clusterMenu());
  return {...opened, ...CLUSTERS};
}

const CLUSTERS = {
  restyle: restyleClusters,
  setSelection: selectInClusters,
  enter: enterClusters,
  count: () => scene.marks.length,
  shown: shownScene,
  handles: () => scene.handles.map(({left, right, top, bottom}) => ({left, right, top, bottom})),
};

function clustersOf(marks) {
  const groups = groupedByCluster(Int32Array.from(marks.keys()));
  const unit = Math.sqrt((SHARE * extent(marks, "x") * extent(marks, "y")) / Math.PI / marks.length);
  const parts = [...groups].flatMap(([key, members]) => named(key, halved(members)));
  const radius = ({members, reach}) => Math.max(Math.min(unit * Math.sqrt(members.length), 1.2 * reach), 0.4 * unit * Math.sqrt(members.length));
  return parts.map((cluster, place) => ({...cluster, id: `cluster\u0000${place}`, place, radius: radius(cluster)}));
}

function named(key, parts) {
  const name = key ? (data.picture.clusters[key] ?? {zh: key, en: key}) : both("rest");
  const number = (part) => (parts.length > 1 ? ` ${part + 1}/${parts.length}` : "");
  return parts.map((members, part) => ({
    name: {zh: name.zh + number(part), en: name.en + number(part)},
    group: commonest(members),
    members,
    ...middleOf(members),
  }));
}

// Members in halves along their longer side until each part can be opened.
function halved(members) {
  if (members.length <= LARGEST) return [members];
  const marks = members.map((at) => data.picture.marks[at]);
  const axis = extent(marks, "x") > extent(marks, "y") ? "x" : "y";
  const sorted = [...members].sort((one, other) => numbers[axis][one] - numbers[axis][other]);
  const half = sorted.length >> 1;
  return [...halved(sorted.slice(0, half)), ...halved(sorted.slice(half))];
}

// The group of most members, whose colour stands for them all where it is more than half.
function commonest(members) {
  const groups = [...Map.groupBy(members, (at) => data.picture.marks[at].group)];
  const [group, most] = groups.reduce((best, one) => (one[1].length > best[1].length ? one : best));
  return most.length * 2 > members.length ? group : null;
}

function isOpen(cluster) {
  return clusters.opened.has(cluster.id);
}

function clusterHolding(id) {
  return clusters.all[clusters.holder[numbers.number.get(id)]];
}

// Open a cluster; when more would be drawn than can be moved, close those not used for longest, and say so.
function openCluster(cluster, kept = new Set([cluster.id])) {
  clusters.opened.delete(cluster.id);
  clusters.opened.add(cluster.id);
  const shut = [];
  for (const id of [...clusters.opened]) {
    if (drawnWhenOpen() <= MOST) break;
    if (kept.has(id)) continue;
    clusters.opened.delete(id);
    shut.push(clusters.all.find((one) => one.id === id));
  }
  clusters.notice = shut.length ? word("closed", say(cluster.name), shut.map((one) => say(one.name)).join("、")) : "";
}

function drawnWhenOpen() {
  return clusters.all.reduce((sum, one) => sum + (isOpen(one) ? one.members.length : 1), 0);
}

function toggleCluster(cluster) {
  const opening = !isOpen(cluster);
  if (opening) openCluster(cluster);
  else clusters.opened.delete(cluster.id);
  if (!opening) clusters.notice = "";
  restyle();
  announce([word(opening ? "opened" : "shut", say(cluster.name), cluster.members.length), clusters.notice].filter(Boolean).join(" "));
  if (opening) renderer.network.moveTo({...framing(regionOf(cluster), 0), animation: moving()});
  else if (!clusters.opened.size) fit();
}

// What is selected is drawn: the clusters of its marks are opened.
function selectInClusters() {
  const {mark, line} = state.selected ?? {};
  const ends = mark ? [mark.id] : line ? [line.source, line.target] : [];
  const wanted = ends.map(clusterHolding);
  for (const cluster of wanted) openCluster(cluster, new Set(wanted.map((one) => one.id)));
  restyle();
  VIS.setSelection();
}

function enterClusters(id) {
  const closed = scene.closed.find((cluster) => cluster.id === id);
  if (closed) toggleCluster(closed);
  else select(id, {focus: false});
}

function clickedClusters(event) {
  const {DOM: point} = event.pointer;
  const handle = scene.handles.find(({left, right, top, bottom}) => point.x >= left && point.x <= right && point.y >= top && point.y <= bottom);
  if (handle) toggleCluster(handle.cluster);
  else clicked(event);
}

// Work out what is drawn: marks and lines of open clusters, circles for the others, and ties that bundle their lines.
function arrange() {
  sift();
  for (const cluster of clusters.all) cluster.shown = cluster.members.filter((at) => numbers.visible[at]);
  const shown = clusters.all.filter((one) => one.shown.length).sort((one, other) => other.shown.length - one.shown.length);
  const [open, closed] = [shown.filter(isOpen), shown.filter((one) => !isOpen(one))];
  const {lines, ties} = bundled();
  const sorted = ties.sort((one, other) => other.lit - one.lit || other.count - one.count);
  scene = {open, closed, lines, marks: open.flatMap((cluster) => cluster.shown), ties: sorted.slice(0, MOST_TIES), left: Math.max(0, sorted.length - MOST_TIES), handles: []};
  scene.strongest = Math.max(1, ...scene.ties.map((one) => one.count));
  scene.order = numbers.rank.filter((at) => numbers.visible[at] && isOpen(clusters.all[clusters.holder[at]]));
}

// Lines between open marks, and ties: an end of these is the number of a mark, or of a closed cluster below zero.
function bundled() {
  const shut = Uint8Array.from(clusters.all, (cluster) => !isOpen(cluster));
  const end = (at) => (shut[clusters.holder[at]] ? -1 - clusters.holder[at] : at);
  const lit = new Set(litNumbers());
  const [lines, ties] = [[], new Map()];
  for (const line of numbers.lines) {
    const [one, other] = [end(numbers.from[line]), end(numbers.to[line])];
    if (one >= 0 && other >= 0) lines.push(line);
    else if (one !== other) tie(ties, one, other, lit.has(line));
  }
  return {lines, ties: [...ties.values()]};
}

function tie(ties, one, other, lit) {
  const [low, high] = one < other ? [one, other] : [other, one];
  const key = low * 2 ** 24 + high;
  if (!ties.has(key)) ties.set(key, {low, high, count: 0, forward: 0, backward: 0, lit: false});
  const found = ties.get(key);
  found.count += 1;
  found[low === one ? "forward" : "backward"] += 1;
  found.lit ||= lit;
}

function restyleClusters() {
  arrange();
  const {marks, lines} = data.picture;
  const colours = theme();
  const nodes = scene.marks.map((at) => ({...nodeLook(marks[at], colours), x: marks[at].x, y: marks[at].y, shape: shapeOf(marks[at].kind), label: undefined}));
  const circles = scene.closed.map((cluster) => circleLook(cluster, colours));
  exchange(renderer.sets.nodes, [...nodes, ...circles]);
  exchange(renderer.sets.edges, scene.lines.map((line) => edgeLook(lines[line], line, colours)));
  const hidden = scene.closed.reduce((sum, cluster) => sum + cluster.shown.length, 0);
  const left = scene.left ? word("tiesLeft", scene.left) : "";
  tellDrawn(word("drawnClusters", scene.marks.length, hidden, scene.closed.length), filteredOut(), left, clusters.notice);
  renderClusterMenu();
}

function edgeLook(line, number, colours) {
  const smooth = line.bend ? {enabled: true, type: "curvedCW", roundness: line.bend} : {enabled: false};
  return {...lineLook(line, number, colours), from: line.source, to: line.target, smooth};
}

// Let a set of vis-network hold these items and no others.
function exchange(set, items) {
  const wanted = new Set(items.map((item) => item.id));
  set.remove(set.getIds().filter((id) => !wanted.has(id)));
  set.update(items);
}

function circleLook({id, x, y, radius, group, shown, name}, colours) {
  const dim = state.selected && !shown.some((at) => state.lit.has(data.picture.marks[at].id));
  const colour = group === null ? UNGROUPED : groupColour(group);
  const [background, border] = [mix(colour, colours.back, dim ? 0.1 : 0.32), mix(colour, colours.back, dim ? 0.3 : 0.9)];
  const painted = {background, border, hover: {background: mix(colour, colours.back, 0.5), border}, highlight: {background, border}};
  return {id, x, y, hidden: false, shape: "dot", size: radius, label: undefined, title: word("circle", shorten(say(name), 120), shown.length), color: painted, borderWidth: 2};
}

function shownScene() {
  const {marks, lines} = data.picture;
  const id = (end) => (end < 0 ? clusters.all[-1 - end].id : marks[end].id);
  return {
    marks: scene.marks.map((at) => marks[at]),
    lines: scene.lines.map((at) => lines[at]),
    clusters: scene.closed.map(({id, name, shown, x, y, radius}) => ({id, name, count: shown.length, x, y, radius})),
    ties: scene.ties.map(({low, high, count, forward, backward}) => ({source: id(low), target: id(high), count, forward, backward})),
  };
}

// The list of all clusters, each a switch: the way to them for the keyboard and for screen readers.
function clusterMenu() {
  const menu = make("details", {class: "drawn menu", toggle: renderClusterMenu}, make("summary", {class: "said"}), make("div", {class: "cluster-list"}));
  menu.addEventListener("keydown", (event) => event.key !== "Escape" && event.stopPropagation());
  return menu;
}

function renderClusterMenu() {
  const menu = document.querySelector("details.drawn");
  const held = document.activeElement?.dataset.cluster;
  const listed = menu.open ? clusters.all.filter((cluster) => cluster.shown.length).sort((one, other) => other.shown.length - one.shown.length) : [];
  menu.lastElementChild.replaceChildren(...listed.map(clusterSwitch));
  if (held) menu.querySelector(`[data-cluster="${held}"]`)?.focus();
}

function clusterSwitch(cluster) {
  const click = (event) => {
    event.stopPropagation(); // the switch is made anew, and a click on what is gone would shut the menu
    toggleCluster(cluster);
  };
  const attributes = {type: "button", "aria-pressed": String(isOpen(cluster)), "data-cluster": cluster.place, click};
  return make("button", attributes, make("bdi", {}, shorten(say(cluster.name), 60)), make("span", {class: "soft"}, String(cluster.shown.length)));
}
