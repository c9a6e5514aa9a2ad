"""A country of made-up parks, firms and chains, seeded: few places hold most firms, few firms most ties."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from chainatlas.graph.identity import measure_id
from chainatlas.graph.statements import fold
from chainatlas.graph.tables import ENTITY_LABELS, Graph, Record, node_frame, statements

STAGES = ("upstream", "midstream", "downstream", "service")
STATUSES = ("running", "running", "running", "under_construction", "planned", "signed", "mentioned")
CHAINS, DOCUMENTS, PLACES = 30, 800, 300
ENGLISH = {"Park": "Park", "Company": "Company", "Product": "Product", "Chain": "Chain"}
CHINESE = {"Park": "示例园区", "Company": "示例企业", "Product": "示例产品", "Chain": "示例产业链"}

Said = tuple[str, str, str, dict[str, Any]]


class Country:
    """Ids of each label, and statements about them that the same seed makes again."""

    def __init__(self, parks: int, firms: int, seed: int = 0) -> None:
        """Make the ids; the number of products and projects follows that of firms."""
        self.draw = random.Random(seed)
        self.parks = [f"park:p{number:05}" for number in range(parks)]
        self.firms = [f"company:c{number:06}" for number in range(firms)]
        self.products = [f"product:x{number:04}" for number in range(max(20, firms // 12))]
        self.projects = [f"project:j{number:05}" for number in range(max(4, firms // 6))]
        self.chains = [f"chain:k{number:02}" for number in range(CHAINS)]
        self.places = [f"place:a{number:03}" for number in range(PLACES)]
        self.chain_of = {name: self.chains[number % CHAINS] for number, name in enumerate(self.products)}

    def one(self, names: Sequence[str]) -> str:
        """Draw a name, the earlier ones much more often (a Pareto tail)."""
        return names[min(int(self.draw.paretovariate(0.6)) - 1, 10**9) % len(names)]

    def graph(self) -> Graph:
        """Return the graph that the statements fold into."""
        return fold(Record(self._entities(), self._documents(), statements(self._rows())))

    def _entities(self) -> dict[str, Any]:
        named = {
            "Park": self.parks,
            "Company": self.firms,
            "Product": self.products,
            "Project": self.projects,
            "Chain": self.chains,
            "Place": self.places,
        }
        return {label: node_frame(label, map(_entity, named.get(label, ()))) for label in ENTITY_LABELS}

    def _documents(self) -> Any:
        return node_frame("Document", (_document(number) for number in range(DOCUMENTS)))

    def _rows(self) -> Iterator[dict[str, Any]]:
        for number, (subject, predicate, target, said) in enumerate(self._said()):
            document = self.draw.randrange(DOCUMENTS)
            yield said | {
                "id": f"statement:d{document:04}/{predicate.lower().replace('_', '-')}/{number:012}",
                "name": f"{subject} {predicate} {target}",
                "document": f"document:d{document:04}",
                "recorded": _recorded(document),
                "subject": subject,
                "predicate": predicate,
                "object": target,
                "paragraph": 1 + number % 40,
                "basis": "reference" if predicate == "FEEDS" else "stated",
                "confidence": 0.9,
                "rank": "normal",
            }

    def _said(self) -> Iterator[Said]:
        yield from self._technology()
        yield from self._sites()
        yield from self._works()
        yield from self._ties()
        yield from self._reports()

    def _technology(self) -> Iterator[Said]:
        for number, name in enumerate(self.products):
            stage = STAGES[min(3, number * 4 // len(self.products))]
            yield name, "CHAIN_MEMBER", self.chain_of[name], {"stage": stage, "position": number // CHAINS}
            for later in self.draw.sample(
                self.products[number + 1 :], min(2, len(self.products) - number - 1)
            ):
                yield name, "FEEDS", later, {"coefficient": 0.5, "unit": "t/t"}
            if number + CHAINS < len(self.products):
                yield name, "FEEDS", self.products[number + CHAINS], {"coefficient": 0.3, "unit": "t/t"}

    def _sites(self) -> Iterator[Said]:
        for number, name in enumerate(self.parks):
            yield name, "LOCATED_IN", self.places[number % PLACES], {}
            if number % 10 == 9:
                yield name, "LOCATED_IN", self.parks[number // 10], {}
        for number, name in enumerate(self.firms):
            park = self.parks[number] if number < len(self.parks) else self.one(self.parks)
            yield name, "LOCATED_IN", park, {"status": self.draw.choice(STATUSES)}

    def _works(self) -> Iterator[Said]:
        for name in self.firms:
            for _ in range(min(6, int(self.draw.paretovariate(1.5)))):
                said = {"status": self.draw.choice(STATUSES), "capacity": 1000.0, "unit": "t/a"}
                yield name, "PRODUCES", self.draw.choice(self.products), said
            if self.draw.random() < 0.5:
                yield name, "CHAIN_MEMBER", self.one(self.chains), {"role": "member"}
        for name in self.projects:
            yield self.one(self.firms), "DEVELOPS", name, {}
            yield name, "LOCATED_IN", self.one(self.parks), {}
            yield name, "PRODUCES", self.draw.choice(self.products), {"status": "planned"}

    def _ties(self) -> Iterator[Said]:
        for name in self.firms:
            product = self.draw.choice(self.products)
            yield name, "SUPPLIES", self.one(self.firms), {"product": product, "status": "running"}
            if self.draw.random() < 0.4:
                yield name, "NEEDS", self.draw.choice(self.products), {}
            if self.draw.random() < 0.1:
                yield self.one(self.parks), "COURTS", name, {"stage": "visited", "purpose": "investment"}

    def _reports(self) -> Iterator[Said]:
        for name in self.parks:
            for indicator in ("firms_running", "output_value"):
                told = {"subject": name, "indicator": indicator, "unit": "1", "period": "2025"}
                value = float(self.draw.randrange(1, 500))
                yield name, "HAS_MEASURE", measure_id(told), told | {"value": value}


def _entity(name: str) -> dict[str, Any]:
    label, _, tail = name.partition(":")
    kind = label.capitalize()
    chinese, english = CHINESE.get(kind, kind), ENGLISH.get(kind, kind)
    return {
        "id": name,
        "name": f"{chinese}{tail}",
        "name_en": f"{english} {tail}",
        "aliases": [f"别名{tail}"],
    }


def _document(number: int) -> dict[str, Any]:
    return {
        "id": f"document:d{number:04}",
        "name": f"示例文献{number}",
        "publisher": f"示例日报{number % 50}",
        "recorded": _recorded(number),
        "url": f"https://example.org/{number}",
    }


def _recorded(number: int) -> str:
    return f"20{20 + number % 6}-{1 + number % 12:02}-{1 + number % 28:02}"
