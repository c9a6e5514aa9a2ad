// The side panel: what is known of the selected mark or line, and where it was read.

function renderPanel() {
  const {mark, line} = state.selected ?? {};
  const content = mark ? markPanel(mark) : line ? linePanel(line) : overview();
  document.getElementById("panel").replaceChildren(...content);
  document.getElementById("side").scrollTop = 0;
  makeReachable("#panel :is(h2, dt, dd, .other-name)");
}

function overview() {
  const {marks, lines} = data.picture;
  const lost = state.unknown ? [make("p", {class: "notice"}, word("unknown"), make("bdi", {}, state.unknown))] : [];
  const built = data.embedded && builtLine() ? [make("p", {class: "soft"}, builtLine())] : [];
  return [...lost, make("h2", {}, word("counts", marks.length, lines.length)), make("p", {class: "soft"}, word("hint")), ...built];
}

// From what the picture was built: how much stands behind it, and how the graph was folded.
function builtLine() {
  const {documents, statements, newest, as_of: asOf, policy, basis, scenarios, version} = data.picture.built;
  if (documents === undefined) return "";
  const bases = (basis ?? []).map((one) => (data.bases[one] ? say(data.bases[one]) : one));
  const list = (values) => values.join(state.lang === "zh" ? "、" : ", ");
  return [
    word("built", documents, statements),
    newest && word("newest", newest),
    asOf && word("asOf", asOf),
    policy && word(policy === "cautious" ? "cautious" : "allFacts"),
    bases.length && word("bases", list(bases)),
    scenarios?.length && word("scenarios", list(scenarios)),
    version && word("version", version),
  ].filter(Boolean).join(" · ");
}

function closeButton() {
  return make("button", {type: "button", class: "close", "aria-label": word("close"), click: clear}, "×");
}

function markPanel(mark) {
  return [
    closeButton(),
    make("h2", {class: "name"}, name(mark.name)),
    ...otherName(mark.name),
    make("p", {class: "tags"}, ...tags(mark)),
    ...pageLink(mark),
    ...factList(mark.facts),
    ...lineList("incoming", mark, (line) => line.target === mark.id, "source"),
    ...lineList("outgoing", mark, (line) => line.source === mark.id, "target"),
    ...sources(mark.statements),
  ];
}

function linePanel(line) {
  return [
    closeButton(),
    make("h2", {class: "name"}, name(line.name)),
    ...otherName(line.name),
    make("dl", {class: "facts"}, ...lineEnd("from", line.source), ...lineEnd("to", line.target)),
    ...factList(line.facts),
    ...sources(line.statements),
  ];
}

function otherName(words) {
  const other = sayOther(words);
  return other ? [make("p", {class: "other-name", lang: otherLanguage()}, make("bdi", {}, other))] : [];
}

function tags(mark) {
  const group = data.picture.groups.find((one) => one.id === mark.group);
  const found = [make("span", {class: "tag"}, icon(shapeOf(mark.kind), groupColour(mark.group), mark.missing), kindName(mark.kind))];
  if (group) found.push(make("span", {class: "tag"}, name(group.name)));
  if (mark.missing) found.push(make("span", {class: "tag missing"}, word("missing")));
  return found;
}

// The page of a mark in the site that embeds the map.
function pageLink(mark) {
  const href = data.links[mark.id];
  return href ? [make("p", {}, make("a", {class: "page-link", href, target: "_top"}, word("openPage"), " →"))] : [];
}

function lineEnd(key, id) {
  return [make("dt", {}, word(key)), make("dd", {}, markLink(end(id)))];
}

function markLink(mark) {
  const go = (event) => event.ctrlKey || event.metaKey || event.shiftKey || (event.preventDefault(), select(mark.id));
  return make("a", {class: mark.missing ? "missing" : "", href: addressOf(mark.id), click: go}, name(mark.name));
}

function factList(facts) {
  if (!facts.length) return [];
  const rows = facts.flatMap(([key, value]) => [make("dt", {}, name(key)), make("dd", {}, name(value))]);
  return [make("h3", {}, word("facts")), make("dl", {class: "facts"}, ...rows)];
}

function lineList(title, mark, belongs, far) {
  const lines = data.picture.lines.filter(belongs);
  if (!lines.length) return [];
  const rows = listed(lines, (line) => make("li", {}, lineButton(line), markLink(end(line[far]))));
  return [make("h3", {}, `${word(title)} `, make("span", {class: "soft"}, String(lines.length))), make("ul", {class: "lines"}, ...rows)];
}

function lineButton(line) {
  const count = line.statements.length;
  const about = count ? word("sourceCount", count) : word("noSources");
  return make("button", {type: "button", class: "verb", title: about, click: () => selectLine(line)}, name(line.name));
}

function sources(statements) {
  const heading = make("h3", {}, word("sources"));
  if (!statements.length) return [heading, make("p", {class: "soft"}, word("noSources"))];
  const [held, lost] = [true, false].map((here) => statements.filter((id) => id in data.picture.evidence === here));
  const documents = Map.groupBy(held.map((id) => data.picture.evidence[id]), documentKey);
  const rest = lost.length ? [make("p", {class: "soft"}, word("notHere"), make("bdi", {}, lost.join(", ")))] : [];
  return [heading, make("ol", {class: "sources"}, ...[...documents.values()].map(sourceRow)), ...rest];
}

function documentKey(row) {
  return JSON.stringify([row.title, row.publisher, row.recorded]);
}

function sourceRow(rows) {
  const {title, publisher, recorded} = rows[0];
  const about = [publisher, recorded && word("recorded", recorded)].filter(Boolean);
  const spots = [...new Set(rows.map(spot))].filter(Boolean);
  return make(
    "li",
    {},
    make("bdi", {class: "source-title"}, String(title ?? "")),
    make("div", {class: "soft"}, ...about.flatMap((text) => [make("bdi", {}, String(text)), " "])),
    make("ul", {class: "spots"}, ...spots.map((text) => make("li", {}, make("bdi", {}, text)))),
  );
}

function spot(row) {
  const basis = data.bases[row.basis];
  const known = (value) => value !== null && value !== undefined && value !== "";
  return [
    known(row.paragraph) && word("paragraph", row.paragraph),
    known(row.locator) && String(row.locator),
    known(row.basis) && word("basis", basis ? say(basis) : row.basis),
  ].filter(Boolean).join(" · ");
}
