// GraphML: the shown marks and lines as a directed graph with typed attributes, as networkx and Gephi read it.

const XML = document.implementation.createDocument(null, null);
const GRAPHML = "http://graphml.graphdrawing.org/xmlns";
const ATTRIBUTES = {
  node: {
    name: (mark) => mark.name.zh,
    name_en: (mark) => mark.name.en,
    kind: (mark) => mark.kind,
    group: (mark) => groupName(mark.group),
    missing: (mark) => mark.missing,
    x: (mark) => mark.x,
    y: (mark) => mark.y,
    ...graphmlFacets(),
  },
  edge: {
    kind: (line) => line.kind,
    name: (line) => line.name.zh,
    name_en: (line) => line.name.en,
    dashed: (line) => line.dashed,
    ...graphmlFacets(),
  },
};
const GRAPHML_TYPES = {missing: "boolean", dashed: "boolean", x: "double", y: "double"};

// What marks and lines have alike; several values stand in one text, one a line.
function graphmlFacets() {
  const facet = (key) => (one) => (one.facets[key] ?? []).join("\n");
  return {
    ...Object.fromEntries(["park", "chain", "status", "basis"].map((key) => [key, facet(key)])),
    facts: (one) => one.facts.map(([title, value]) => `${say(title)}: ${say(value)}`).join("\n"),
    statements: (one) => one.statements.join("\n"),
  };
}

function groupName(id) {
  const group = data.picture.groups.find((one) => one.id === id);
  return group ? say(group.name) : id;
}

// XML 1.0 has no way to write most control characters and halves of pairs; they become U+FFFD.
function xmlText(text) {
  return String(text).toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}

// Children are given as a list: as arguments, those of a large picture are more than a call may have.
function xmlElement(namespace, tag, attributes = {}, children = []) {
  const element = XML.createElementNS(namespace, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, xmlText(value));
  for (const child of children) element.append(typeof child === "string" ? xmlText(child) : child);
  return element;
}

function xmlWhole(element) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(element)}\n`;
}

function graphmlKeys(target) {
  const keys = Object.keys(ATTRIBUTES[target]);
  return keys.map((key) =>
    xmlElement(GRAPHML, "key", {id: `${target}-${key}`, for: target, "attr.name": key, "attr.type": GRAPHML_TYPES[key] ?? "string"}),
  );
}

function graphmlValues(target, one) {
  const said = Object.entries(ATTRIBUTES[target]).map(([key, value]) => [key, value(one)]);
  return said
    .filter(([, value]) => value !== "" && value !== null)
    .map(([key, value]) => xmlElement(GRAPHML, "data", {key: `${target}-${key}`}, [String(value)]));
}

function graphmlText({marks, lines}) {
  const nodes = marks.map((mark) => xmlElement(GRAPHML, "node", {id: mark.id}, graphmlValues("node", mark)));
  const edges = lines.map((line, number) => {
    const ends = {id: `e${number}`, source: line.source, target: line.target};
    return xmlElement(GRAPHML, "edge", ends, graphmlValues("edge", line));
  });
  const graph = xmlElement(GRAPHML, "graph", {id: "atlas", edgedefault: "directed"}, [...nodes, ...edges]);
  return xmlWhole(xmlElement(GRAPHML, "graphml", {}, [...graphmlKeys("node"), ...graphmlKeys("edge"), graph]));
}
