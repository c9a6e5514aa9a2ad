// The downloads: what is shown, as a picture (PNG, SVG) or as a graph (GraphML, JSON); made here, sent nowhere.

const FORMATS = {
  png: () => (data.renderer === "vis" ? bitmap(drawing()) : renderer.toPng()),
  svg: async () => new Blob([svgText(drawing())], {type: "image/svg+xml"}),
  graphml: async () => new Blob([graphmlText(shownGraph())], {type: "application/graphml+xml"}),
  json: async () => new Blob([JSON.stringify(nodeLink(shownGraph()), null, 1)], {type: "application/json"}),
};
const MOST_PIXELS = 64e6;
const LONGEST_SIDE = 16_000;

function openDownloads() {
  document.getElementById("formats").addEventListener("click", (event) => {
    const format = event.target.closest("[data-format]")?.dataset.format;
    if (format) download(format);
  });
}

function renderFormats() {
  const row = (format) => make("li", {}, make("button", {type: "button", "data-format": format}, make("b", {}, FORMAT_NAMES[format]), make("span", {class: "soft"}, word(format))));
  document.getElementById("formats").replaceChildren(...Object.keys(FORMATS).map(row));
}

const FORMAT_NAMES = {png: "PNG", svg: "SVG", graphml: "GraphML", json: "JSON"};

async function download(format) {
  document.getElementById("downloads").open = false;
  try {
    save(await FORMATS[format](), `${fileName()}.${format}`);
  } catch (error) {
    const told = `${FORMAT_NAMES[format]} ${word("failed", error.message)}`;
    announce(told);
    flash(document.querySelector("#downloads summary"), told);
  }
}

function save(blob, file) {
  const link = make("a", {href: URL.createObjectURL(blob), download: file});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// The title without what a file name cannot hold or what would turn the order of its letters.
function fileName() {
  const plain = say(data.picture.title).replace(/[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|]+/gu, " ").trim();
  return shorten(plain, 60).replace(/\s+/g, "-").replace(/^[.-]+/, "") || "chainatlas";
}

// The marks and lines that the filters leave, whether or not they are drawn one by one.
function shownGraph() {
  return {marks: data.picture.marks.filter(isShown), lines: data.picture.lines.filter(isLineShown)};
}

// The graph as networkx.node_link_graph reads it by default from release 3.6 on; before, with edges="edges".
function nodeLink({marks, lines}) {
  const used = new Set([...marks, ...lines].flatMap((one) => one.statements));
  const evidence = Object.fromEntries(Object.entries(data.picture.evidence).filter(([id]) => used.has(id)));
  const {title, built, notes, values, groups} = data.picture;
  return {
    directed: true,
    multigraph: true,
    graph: {title, built, notes, values, groups, evidence},
    nodes: marks.map(({id, name, kind, group, missing, x, y, facts, statements, words, facets}) => ({id, name, kind, group, missing, x, y, facts, statements, words, facets})),
    edges: lines.map((line, key) => ({...line, key})),
  };
}

// The drawing as a bitmap, twice as fine as on the screen where the browser allows one as large. Of pictures that are
// too large for that, the renderer gives what is in sight.
async function bitmap(drawn) {
  const {width, height} = drawn;
  const scale = Math.min(2, LONGEST_SIDE / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svgText(drawn)], {type: "image/svg+xml"}));
  await image.decode();
  const canvas = make("canvas", {width: Math.ceil(width * scale), height: Math.ceil(height * scale)});
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
