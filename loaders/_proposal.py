"""A mapping proposed for a table: what each column was taken for, why, and which were left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chainatlas.graph.kinds import Property
from chainatlas.graph.model import NODES, STATED_EDGES
from chainatlas.graph.tables import ENTITY_LABELS
from chainatlas.loaders._looks import (
    Column,
    headings,
    label_of_values,
    property_of,
    relation_between,
)
from chainatlas.loaders._mapped_values import CHINESE
from chainatlas.loaders._mapping_rules import edge_properties, has_unit, node_properties
from chainatlas.loaders._toml import cell_of, end_of, toml

SUBJECTS = ("Product", "Park", "Industry", "Place", "Chain")
"""What a table is about where it names neither firms nor projects, the first that it names."""
ROLE_EDGES: Mapping[str, tuple[str, str, bool]] = {
    "customer": ("SUPPLIES", "Company", False),
    "supplier": ("SUPPLIES", "Company", True),
    "parent": ("PART_OF", "Company", False),
    "investor": ("DEVELOPS", "Company", True),
    "need": ("NEEDS", "Product", False),
}
"""The edge that a role tells, the label of its other end, and whether it leads to the subject."""
MEANT: Mapping[str, Mapping[str, str]] = {
    "status": {
        **dict.fromkeys(("规划", "筹建", "拟建设"), "planned"),
        **dict.fromkeys(("已签约", "签约项目"), "signed"),
        **dict.fromkeys(("建设中", "在建项目", "开工", "已开工"), "under_construction"),
        **dict.fromkeys(("试生产", "试运行"), "trial"),
        **dict.fromkeys(("已投产", "建成", "运营", "存续", "在业", "正常", "active", "operating"), "running"),
        **dict.fromkeys(("停工", "停业", "歇业"), "suspended"),
        **dict.fromkeys(("注销", "吊销", "已注销", "关停"), "closed"),
    },
    "level": {"国家级": "national", "省级": "provincial", "市级": "prefecture", "自治区级": "provincial"},
}
"""Words that tables use, beside those of the model."""
TIMES = {"%": 0.01, "％": 0.01, "万元": 1e4, "亿元": 1e8, "千元": 1e3, "百万元": 1e6}
"""What numbers under a heading with this unit are multiplied by, to be shares or yuan."""
SCALED = ("revenue_share", "share", "investment_cny")
"""Properties of which the model fixes the unit."""
RUNS = "if all of them are made today; else they are only mentioned"


@dataclass(frozen=True)
class Line:
    """A line of the proposal: a key and its value, why, and whether it is only suggested."""

    key: str
    value: str
    why: str
    unsure: bool = False


@dataclass(frozen=True)
class Edge:
    """A proposed edge: its type, the column of its other end, and lines for its properties."""

    relation: str
    label: str
    column: Column
    back: bool
    why: str
    lines: list[Line] = field(default_factory=list)
    unsure: bool = False


@dataclass(frozen=True)
class Proposal:
    """What a table is about, the lines of that node, edges, and columns that were left with the reason."""

    label: str
    name: Column | None
    lines: list[Line]
    edges: list[Edge]
    left: dict[str, str]


def propose(columns: list[Column]) -> Proposal:
    """Return what the columns seem to be."""
    named = dict(_named(columns))
    subject = _subject(columns, named)
    if subject is None:
        return Proposal("", None, [], [], {})
    sort, what = named.get(subject.name, ("name", label_of_values(subject)))
    proposal = Proposal("Company" if sort == "role" else what, subject, [], [], {})
    rest = [column for column in columns if column is not subject]
    own = [column for column in rest if not _take_own(proposal, column, named)]
    ends = [column for column in own if not _take_edge(proposal, column, named)]
    for column in ends:
        _take_edge_property(proposal, column)
    for edge in proposal.edges:
        if edge.relation == "PRODUCES" and not any(line.key == "status" for line in edge.lines):
            edge.lines.append(Line("status", '{ value = "running" }', RUNS, unsure=True))
    return proposal


def _named(columns: list[Column]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the columns that name things, with ("name", label) or ("role", role)."""
    for column in columns:
        sort, what = headings().get(column.heading, ("", ""))
        if sort == "name" and not what:
            what = label_of_values(column) or _label_beside(columns)
        if sort and what and column.values.len() and not column.is_number:
            yield column.name, (sort, what)


def _label_beside(columns: list[Column]) -> str:
    """Return what the rows are about as other columns tell: codes of firms, of zones or of divisions."""
    if any(column.credit_codes or column.stock_codes for column in columns):
        return "Company"
    if any(
        column.fits(r"^\d{8}$") and ("code" in column.heading or "代码" in column.heading)
        for column in columns
    ):
        return "Park"
    return "Place" if any(column.heading in ("lon", "lng", "经度") for column in columns) else ""


def _subject(columns: list[Column], named: Mapping[str, tuple[str, str]]) -> Column | None:
    """Return the column that names what the rows are about: firms or projects, whichever comes first."""
    of_label = {
        label: [column for column in columns if named.get(column.name) == ("name", label)] for label in NODES
    }
    for column in columns:
        if named.get(column.name) in (("name", "Company"), ("name", "Project")):
            return column
    for column in columns:
        if named.get(column.name) == ("role", "supplier"):
            return column
    for label in SUBJECTS:
        if of_label[label]:
            return of_label[label][0]
    return next((column for column in columns if label_of_values(column)), None)


def _take_own(proposal: Proposal, column: Column, named: Mapping[str, tuple[str, str]]) -> bool:
    """Take a column as a property of what the table is about; tell whether it was one."""
    properties = {
        name: prop for name, prop in node_properties(proposal.label).items() if name not in ("id", "name")
    }
    if named.get(column.name) == ("name", proposal.label):
        again = any(line.key == "aliases" for line in proposal.lines)
        if again:
            proposal.left[column.name] = "another name; one column of aliases is taken already"
        else:
            proposal.lines.append(Line("aliases", toml(column.name), "another name of the same"))
        return True
    if column.name in named:
        return False
    name = property_of(column, properties, proposal.label)
    why = "the heading is that of the property"
    if not name and proposal.label == "Company":
        name = "uscc" if column.credit_codes else "stock_code" if column.stock_codes else ""
        why = "the check digits of the values are right" if name == "uscc" else "the values are stock codes"
    if not name and proposal.label == "Park" and column.fits(r"^\d{8}$"):
        name, why = "code", "eight digits, as the codes of GB/T 37028"
    if not name or any(line.key == name for line in proposal.lines):
        return False
    proposal.lines.append(_line(column, properties[name], why))
    return True


def _line(column: Column, prop: Property, why: str) -> Line:
    """Return the line that takes a column as a property, commented out where its values do not fit."""
    keys: dict[str, str | float | Mapping[str, str]] = {}
    if prop.kind == "word":
        return _worded(column, prop, why)
    if prop.kind in ("number", "integer") and not column.is_number:
        return Line(
            prop.name, toml(column.name), f"{why}, but the values are no numbers: {column.sample}", True
        )
    if prop.kind == "date" and not column.fits(r"^\d{4}\D|^\d{4}$|^\d{8}$"):
        return Line(
            prop.name, toml(column.name), f"{why}, but the values are no dates: {column.sample}", True
        )
    if prop.name in SCALED and column.unit in TIMES:
        keys["times"] = TIMES[column.unit]
    if prop.kind == "texts" and column.separator:
        keys["split"] = column.separator
    return Line(prop.name, cell_of(column, keys), why)


def _worded(column: Column, prop: Property, why: str) -> Line:
    """Return the line of a property of a closed vocabulary, with what the words of the column mean."""
    told = set(column.values.to_list())
    names = {zh: word for word, zh in CHINESE.get(prop.name, {}).items()}
    words = {
        text: word for text, word in MEANT.get(prop.name, {}).items() if text in told and word in prop.words
    }
    known = {*words, *(text for text in told if names.get(text) in prop.words), *(told & set(prop.words))}
    strange = sorted(told - known)
    if (strange and not known) or len(strange) > 20:
        shown = ", ".join(map(toml, strange[:5]))
        return Line(prop.name, toml(column.name), f"no word of the model among: {shown}", True)
    if strange:
        why += f"; say what these mean: {', '.join(map(toml, strange))}"
    return Line(prop.name, cell_of(column, {"words": words} if words else {}), why)


def _take_edge(proposal: Proposal, column: Column, named: Mapping[str, tuple[str, str]]) -> bool:
    """Take a column as the other end of an edge; tell whether it was one."""
    sort, what = named.get(column.name, ("", ""))
    if sort == "role":
        relation, label, back = ROLE_EDGES[what]
        ends = STATED_EDGES[relation].ends
        pair = (label, proposal.label) if back else (proposal.label, label)
        relation = relation if pair in ends else ""
    else:
        label = what
        relation, back = relation_between(proposal.label, label) if label else ("", False)
    if not relation:
        if sort:
            proposal.left[column.name] = f"the model joins no {proposal.label} and {label}"
        return bool(sort)
    supplies = next((edge for edge in proposal.edges if edge.relation == "SUPPLIES"), None)
    if relation == "PRODUCES" and supplies:
        supplies.lines.append(Line("product", end_of(column, ""), "the heading says products; they are sold"))
        return True
    proposal.edges.append(Edge(relation, label, column, back, _why(column, label)))
    return True


def _why(column: Column, label: str) -> str:
    listed = f", several in a cell, {toml(column.separator)} between them" if column.separator else ""
    return f"the heading means {label}{listed}; {column.values.n_unique()} distinct"


def _take_edge_property(proposal: Proposal, column: Column) -> None:
    """Take a column as a property of the edge that has it, or leave it."""
    for edge in [edge for edge in proposal.edges if not edge.unsure]:
        known = {
            name: prop
            for name, prop in edge_properties(STATED_EDGES[edge.relation]).items()
            if prop.kind != "id" and name not in ("basis", "note", "paragraph")
        }
        name = property_of(column, known)
        if name in ("status", "valid_from", "valid_to", "confidence") and edge is not _main(proposal):
            continue
        if name and not any(line.key == name for line in edge.lines):
            line = _line(column, known[name], "the heading is that of the property")
            listed = bool(edge.column.separator) and known[name].kind == "number"
            why = (
                f"{line.why}; but a cell names several, and the number would be that of each"
                if listed
                else line.why
            )
            edge.lines.append(Line(line.key, line.value, why, line.unsure or listed))
            if column.unit and has_unit(STATED_EDGES[edge.relation], name):
                unit = f"{{ value = {toml(column.unit)} }}"
                edge.lines.append(Line("unit", unit, "it stands in the heading", line.unsure or listed))
            return
    if not _suggest_edge(proposal, column):
        only = next(
            (label for label in ENTITY_LABELS if property_of(column, node_properties(label), label)), ""
        )
        reason = f"the model has it of a {only.lower()} only" if only else "nothing that the model knows"
        proposal.left[column.name] = f"{reason}; {column.sort}"


def _suggest_edge(proposal: Proposal, column: Column) -> bool:
    """Suggest an edge where only the values look like names; tell whether they do."""
    label = label_of_values(column)
    relation, back = relation_between(proposal.label, label) if label else ("", False)
    if relation:
        why = f"the values look like names of a {label.lower()}, the heading does not tell what it is"
        proposal.edges.append(Edge(relation, label, column, back, why, unsure=True))
    return bool(relation)


def _main(proposal: Proposal) -> Edge:
    """Return the edge that a status is of: what is made, else the first."""
    for relation in ("PRODUCES", "SUPPLIES"):
        for edge in proposal.edges:
            if edge.relation == relation:
                return edge
    return proposal.edges[0]
