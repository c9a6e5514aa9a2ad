"""The static site: every page there, every link leading somewhere, nothing loaded, nothing half-written."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from _facts import Fact, attribute, battery, fact, record
from _site import Read, broken, contents, ids, read_site

from chainatlas import Atlas
from chainatlas.cli import run
from chainatlas.graph.errors import StoreError, UsageError
from chainatlas.graph.kglite_store import KgliteStore
from chainatlas.graph.statements import fold
from chainatlas.graph.store import Store
from chainatlas.viz._site import Written, write_site
from chainatlas.viz._site_markup import body
from chainatlas.viz._site_slugs import FOLDERS, address, anchor

HOSTILE = {
    "script": "</script><script>window.hacked=1</script>",
    "image": "<img src=x onerror=window.hacked=1>",
    "quotes": "\"'`${window.hacked=1}\\",
    "separator": "a\u2028b\u2029c",
    "right-to-left": "\u202eabc\u202c",
    "template": "{{ 7*7 }}{% raw %}",
    "attribute": '" onmouseover="window.hacked=1',
    "long": "长" * 10_000,
}
Site = tuple[Path, dict[str, Read]]


@pytest.fixture(scope="module")
def site(bundled: Store, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Give the site of the bundled facts."""
    folder = tmp_path_factory.mktemp("site") / "图 谱"
    write_site(bundled, folder)
    return folder, read_site(folder)


def stored(path: Path, facts: Sequence[Fact], **properties: dict[str, Any]) -> Store:
    store = KgliteStore(path)
    store.replace(fold(record(facts, **properties)))
    return store


@pytest.fixture
def toy(tmp_path: Path) -> Store:
    return stored(tmp_path / "toy.kgl", battery())


def test_every_park_chain_and_document_has_its_page(site: Site, bundled: Store) -> None:
    for label in ("Park", "Chain", "Document"):
        expected = {address(label, name) for name in ids(bundled, label)}
        assert {name for name in site[1] if name.startswith(FOLDERS[label] + "/")} == expected


def test_products_of_a_chain_and_firms_with_two_edges_have_pages_and_no_others(
    site: Site, bundled: Store
) -> None:
    chained = bundled.query(
        "MATCH (product:Product)-[:CHAIN_MEMBER]->(:Chain) RETURN DISTINCT product.id AS id ORDER BY id"
    )
    products = {address("Product", row["id"]) for row in chained}
    assert {name for name in site[1] if name.startswith("products/")} == products
    counted = bundled.query(
        "MATCH (firm:Company)-[edge]-(other) RETURN firm.id AS id, count(edge) AS edges ORDER BY id"
    )
    firms = {address("Company", row["id"]) for row in counted if row["edges"] > 1}
    assert {name for name in site[1] if name.startswith("companies/")} == firms


def test_every_link_leads_to_a_file_and_every_fragment_to_an_element(site: Site) -> None:
    assert broken(*site) == []


def test_nothing_is_loaded_but_the_files_of_the_site(site: Site) -> None:
    for name, page in site[1].items():
        outside = [(tag, link) for tag, _, link in page.links if "//" in link or link.startswith("/")]
        assert [tag for tag, link in outside if tag != "a" or not link.startswith("http")] == [], name
        loaded = [link for tag, _, link in page.links if tag in ("script", "link", "img", "iframe")]
        assert [link for link in loaded if "assets/" not in link and link != "data:,"] == []


def test_the_ids_of_a_page_are_its_own(site: Site) -> None:
    twice = {
        name: [one for one in set(page.ids) if page.ids.count(one) > 1] for name, page in site[1].items()
    }
    assert {name: found for name, found in twice.items() if found} == {}


def test_no_page_has_a_script_or_style_of_its_own(site: Site) -> None:
    for path in site[0].rglob("*.html"):
        text = path.read_text("utf-8")
        assert re.findall(r"<script(?![^>]*(?:src=|type=\"application/json\"))", text) == []
        assert "<style" not in text and " style=" not in re.sub(
            r"<script type.*?</script>", "", text, flags=re.S
        )


def test_statements_stand_on_the_page_of_their_document(site: Site, bundled: Store) -> None:
    found = bundled.query(
        "MATCH (statement:Statement)-[:SUPPORTED_BY]->(document:Document) "
        "RETURN statement.id AS id, document.id AS document, statement.paragraph AS paragraph ORDER BY id"
    )
    for row in found:
        page = site[1][address("Document", row["document"])]
        assert anchor(row["id"]) in page.ids
        assert row["paragraph"] is None or f"p{row['paragraph']}" in page.ids


def test_a_row_of_an_edge_links_to_its_statement(site: Site, bundled: Store) -> None:
    found = bundled.query(
        "MATCH (:Company {id: 'company:jl-mag'})-[edge:SUPPLIES]->(firm:Company) "
        "RETURN firm.id AS firm, edge.statements AS statements"
    )
    (row,) = found
    links = [link for _, _, link in site[1][address("Company", row["firm"])].links]
    assert any(link.endswith("#" + anchor(row["statements"][0])) for link in links)


def test_no_text_of_a_source_is_in_the_site(site: Site, sources: Path) -> None:
    told = "".join(page.text for page in site[1].values())
    told += (site[0] / "assets/search-index.js").read_text("utf-8")
    told = re.sub(r"\s", "", told)
    runs = {told[start : start + 22] for start in range(len(told) - 21)}
    for path in sorted(sources.rglob("*.txt")):
        text = re.sub(r"\s", "", path.read_text("utf-8"))
        shared = {text[start : start + 22] for start in range(len(text) - 21)} & runs
        allowed = {run for run in shared if any(run in title for title in titles(site))}
        assert shared - allowed == set(), path.name


def titles(site: Site) -> list[str]:
    index = (site[0] / "assets/search-index.js").read_text("utf-8")
    rows = json.loads(index.partition("=")[2].rstrip(";\n"))["rows"]
    return [re.sub(r"\s", "", part) for row in rows for part in (row[1], row[2])]


def test_the_index_finds_firms_by_pinyin_and_alias_and_leads_to_pages(site: Site) -> None:
    index = (site[0] / "assets/search-index.js").read_text("utf-8")
    rows = json.loads(index.partition("=")[2].rstrip(";\n"))["rows"]
    (goldwind,) = [row for row in rows if row[5] == "companies/goldwind.html" and row[1] == "金风科技"]
    assert "jfkj" in goldwind[4] and "002202" in goldwind[3]
    assert all((site[0] / row[5]).is_file() for row in rows)


def test_the_command_of_every_question_can_be_typed(
    site: Site, bundled: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    import shlex

    text = (site[0] / "questions.html").read_text("utf-8")
    commands = [one.replace("&#39;", "'") for one in re.findall(r"<code>(chainatlas ask .*?)</code>", text)]
    assert len(commands) == len(Atlas(bundled).questions())
    for command in commands:
        assert run(["--store", bundled.url, *shlex.split(command)[1:]]) == 0, capsys.readouterr().err


def test_not_recorded_is_never_called_absent(site: Site) -> None:
    for name in ("coverage.html", "index.html", "chains/wind-power.html"):
        assert "未见" in site[1][name].text
        assert not re.search(r"不存在的产品|没有企业|\babsent:", site[1][name].text)


def test_both_engines_give_the_same_bytes(store: Store, tmp_path: Path, bundled: Store) -> None:
    store.replace(fold(record(battery())))
    write_site(store, tmp_path / "one")
    write_site(stored(tmp_path / "other.kgl", battery()), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_second_run_writes_nothing(toy: Store, tmp_path: Path) -> None:
    first = write_site(toy, tmp_path / "site")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*.html")}
    assert write_site(toy, tmp_path / "site") == Written(first.pages, 0, 0)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_pages_of_what_is_gone_are_removed_and_the_others_kept(toy: Store, tmp_path: Path) -> None:
    write_site(toy, tmp_path / "site")
    kept = (tmp_path / "site/parks/yi.html").stat().st_mtime_ns
    toy.replace(fold(record([one for one in battery() if "jia" not in str(one)])))
    done = write_site(toy, tmp_path / "site")
    assert not (tmp_path / "site/parks/jia.html").exists() and done.removed >= 1
    assert (tmp_path / "site/parks/yi.html").exists() and kept
    assert broken(tmp_path / "site", read_site(tmp_path / "site")) == []


def test_a_page_that_somebody_changed_or_deleted_is_mended(toy: Store, tmp_path: Path) -> None:
    write_site(toy, tmp_path / "site")
    whole = contents(tmp_path / "site")
    (tmp_path / "site/parks/yi.html").write_text("half", "utf-8")
    (tmp_path / "site/parks/jia.html").unlink()
    assert write_site(toy, tmp_path / "site").written == 2
    assert contents(tmp_path / "site") == whole


def test_a_folder_with_other_files_is_refused_and_left_alone(toy: Store, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(UsageError, match=r"letter\.txt"):
        write_site(toy, folder)
    assert contents(folder) == {"letter.txt": b"dear"}


def test_a_file_in_the_place_of_the_folder_is_refused(toy: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="expected a folder"):
        write_site(toy, tmp_path / "file")
    with pytest.raises(StoreError, match="cannot write"):
        write_site(toy, tmp_path / "file" / "below")


MANIFESTS = {
    "not JSON": "{",
    "another program": '{"program": "x", "pages": {}}',
    "a list": "[]",
    "pages are a list": '{"program": "chainatlas", "pages": ["index.html"]}',
    "a way out": '{"program": "chainatlas", "pages": {"../letter.html": ""}}',
    "an absolute path": '{"program": "chainatlas", "pages": {"/etc/x.html": ""}}',
}


@pytest.mark.parametrize("text", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_that_is_not_ours_is_refused(toy: Store, tmp_path: Path, text: str) -> None:
    (tmp_path / "letter.html").write_text("dear", "utf-8")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "atlas.json").write_text(text, "utf-8")
    with pytest.raises(UsageError, match="not the list of pages"):
        write_site(toy, folder)
    assert contents(folder) == {"atlas.json": text.encode()}
    assert (tmp_path / "letter.html").read_text() == "dear"


def test_a_strange_file_where_a_page_has_to_stand_is_refused(toy: Store, tmp_path: Path) -> None:
    write_site(stored(tmp_path / "small.kgl", battery()[:1]), tmp_path / "site")
    (tmp_path / "site/parks/jia.html").parent.mkdir(exist_ok=True)
    (tmp_path / "site/parks/jia.html").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match=r"jia\.html"):
        write_site(toy, tmp_path / "site")
    assert (tmp_path / "site/parks/jia.html").read_text() == "mine"


def test_a_link_in_the_place_of_a_folder_of_pages_is_not_followed(toy: Store, tmp_path: Path) -> None:
    write_site(stored(tmp_path / "small.kgl", battery()[:1]), tmp_path / "site")
    (tmp_path / "outside").mkdir()
    (tmp_path / "site/parks").symlink_to(tmp_path / "outside")
    with pytest.raises(UsageError, match="link"):
        write_site(toy, tmp_path / "site")
    assert contents(tmp_path / "outside") == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told_in_one_line(toy: Store, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(StoreError, match="may write"):
        write_site(toy, tmp_path / "locked" / "site")


def test_a_full_disk_leaves_every_page_old_or_new(
    toy: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(toy, tmp_path / "site", lang="zh")
    old = contents(tmp_path / "site")
    write_site(toy, tmp_path / "other", lang="en")
    new = contents(tmp_path / "other")
    real, count = Path.replace, iter(range(1000))

    def full(path: Path, target: Path) -> Path:
        if next(count) > 10:
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreError, match="No space left"):
        write_site(toy, tmp_path / "site", lang="en")
    monkeypatch.undo()
    found = contents(tmp_path / "site")
    assert all(found[name] in (old[name], new[name]) for name in old if name != "atlas.json")
    write_site(toy, tmp_path / "site", lang="en")
    assert contents(tmp_path / "site") == new


def test_a_run_that_is_killed_leaves_whole_pages_and_the_next_one_repairs(
    bundled: Store, site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    code = f"from chainatlas import Atlas; Atlas.open({bundled.url!r}).site({str(folder)!r}, lang='zh')"
    process = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 120
    while len(list(folder.glob("parks/*.html"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    whole = contents(site[0])
    found = contents(folder)
    assert 3 <= len(found) < len(whole)
    assert all(content == whole[name] for name, content in found.items() if name.endswith(".html"))
    write_site(bundled, folder)
    assert contents(folder) == whole


def test_two_processes_write_the_same_as_one(
    toy: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chainatlas.viz import _site_writing

    one = write_site(toy, tmp_path / "one")
    monkeypatch.setattr(_site_writing, "MANY", 2)
    monkeypatch.setattr(_site_writing, "CHUNK", 2)
    assert write_site(toy, tmp_path / "two") == one
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_an_empty_graph_has_a_site_that_says_so(tmp_path: Path) -> None:
    done = write_site(stored(tmp_path / "empty.kgl", []), tmp_path / "site")
    pages = read_site(tmp_path / "site")
    assert done.pages == len(pages) == 8
    assert "没有在案的条目" in pages["parks.html"].text
    assert broken(tmp_path / "site", pages) == []


def test_a_chain_that_runs_in_a_circle_has_its_page(tmp_path: Path) -> None:
    circle = [("a", "b"), ("b", "c"), ("c", "a")]
    facts = [fact(f"product:{one}", "FEEDS", f"product:{other}") for one, other in circle]
    facts += [fact(f"product:{name}", "CHAIN_MEMBER", "chain:ring") for name in "abc"]
    write_site(stored(tmp_path / "ring.kgl", facts), tmp_path / "site")
    pages = read_site(tmp_path / "site")
    assert {"chains/ring.html", "products/a.html", "products/b.html", "products/c.html"} <= pages.keys()
    assert broken(tmp_path / "site", pages) == []


def test_a_node_without_name_is_called_by_its_id(toy: Store, tmp_path: Path) -> None:
    graph = fold(record(battery()))
    import polars as pl

    parks = graph.nodes["Park"].with_columns(
        name=pl.when(pl.col("id") != "park:jia").then(pl.col("name")), name_en=pl.lit(None, pl.String)
    )
    toy.replace(type(graph)({**graph.nodes, "Park": parks}, graph.edges))
    write_site(toy, tmp_path / "site")
    assert "park:jia" in read_site(tmp_path / "site")["parks/jia.html"].text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stands_letter_for_letter(tmp_path: Path, name: str) -> None:
    evil = {"name": HOSTILE[name], "name_en": HOSTILE[name] + "!", "aliases": [HOSTILE[name]]}
    facts = [*battery(), attribute("project:x", "status", "running")]
    facts += [fact("project:x", "LOCATED_IN", "park:jia"), fact("company:jia-cell", "DEVELOPS", "project:x")]
    told = dict.fromkeys(("jia", "jia-cell", "cell", "battery", "x"), evil)
    write_site(stored(tmp_path / "evil.kgl", facts, **told), tmp_path / "site")
    pages = read_site(tmp_path / "site")
    assert HOSTILE[name] in "".join(pages["parks/jia.html"].words)
    assert broken(tmp_path / "site", pages) == []
    for page in pages.values():
        assert {tag for tag, _, _ in page.links} <= {"a", "link", "script"}
    index = (tmp_path / "site/assets/search-index.js").read_text("utf-8")
    assert "\u2028" not in index and json.loads(index.partition("=")[2].rstrip(";\n"))


def test_ids_that_would_leave_the_folder_or_differ_in_case_have_their_own_pages(tmp_path: Path) -> None:
    names = ["park:../../x", "park:X", "park:x", "park:con", "park:a/b", "park:" + "y" * 300]
    facts = [fact(name, "CHAIN_MEMBER", "chain:c") for name in names]
    write_site(stored(tmp_path / "odd.kgl", facts), tmp_path / "site")
    found = [path.name for path in (tmp_path / "site/parks").iterdir()]
    assert len({name.lower() for name in found}) == len(names)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd.kgl", "site"]
    assert broken(tmp_path / "site", read_site(tmp_path / "site")) == []


def test_an_address_that_is_no_web_page_is_no_link(tmp_path: Path) -> None:
    graph = fold(record(battery()))
    import polars as pl

    documents = graph.nodes["Document"].with_columns(url=pl.lit("javascript:window.hacked=1"))
    store = KgliteStore(tmp_path / "url.kgl")
    store.replace(type(graph)({**graph.nodes, "Document": documents}, graph.edges))
    write_site(store, tmp_path / "site")
    links = [link for _, _, link in read_site(tmp_path / "site")["documents/press.html"].links]
    assert not any(link.startswith("javascript") for link in links)


def test_the_command_writes_a_site_and_says_where(
    toy: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--store", toy.url, "atlas", "-o", str(tmp_path / "site"), "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.out.strip() == str(tmp_path / "site" / "index.html")
    assert 'data-lang="en"' in (tmp_path / "site/index.html").read_text("utf-8")
    assert "files written" in told.err and "\x1b" not in told.err


def test_the_command_refuses_what_it_cannot_do(
    toy: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").touch()
    calls: tuple[list[str], ...] = (
        [],
        ["-o", str(tmp_path / "full")],
        ["-o", "x", "--port", "70000"],
        ["-o", "x", "--lang", "fr"],
    )
    for given in calls:
        assert run(["--store", toy.url, "atlas", *given]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_atlas_site_returns_the_start_page(toy: Store, tmp_path: Path) -> None:
    assert Atlas(toy).site(tmp_path / "site") == tmp_path / "site" / "index.html"
    with pytest.raises(UsageError, match="zh, en"):
        write_site(toy, tmp_path / "other", lang="fr")
    assert not (tmp_path / "other").exists()


def test_cells_are_escaped_once_and_rows_stay_rows() -> None:
    columns = [{"kind": "text"}, {"kind": "number"}]
    source: dict[str, Any] = {"zh": "§<1>", "href": 'x"y', "title": {"zh": "甲<", "en": "a<"}}
    rows: list[list[dict[str, Any] | None]] = [
        [{"zh": "<b>", "en": "<i>", "href": "a.html", "flag": "planned"}, {"zh": "0", "sort": 0}],
        [None, {"sources": [source]}],
        [{"many": [{"zh": "甲", "href": "b.html"}, {"zh": "乙"}], "more": 3}, {"zh": ""}],
    ]
    text = str(body(rows, columns))
    assert "&lt;td" not in text and text.count("<td") == 6 and text.count("</tr>") == 3
    assert '<a href="a.html"><span class="zh" lang="zh-CN">&lt;b&gt;</span>' in text
    assert 'data-sort="0"><bdi>0</bdi>' in text and 'href="x&#34;y"' in text and "§&lt;1&gt;</a>" in text
    assert text.count("未见记录") == 2 and "+3" in text


def test_no_page_shows_its_own_markup(site: Site) -> None:
    assert [name for name, page in site[1].items() if re.search(r"</?(td|span|a|li)[ >]", page.text)] == []
