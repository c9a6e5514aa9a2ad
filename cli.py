"""The command line: the only module that knows click, and that turns an error into one line."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from chainatlas import __version__
from chainatlas.graph.discover import all_declared, declared, module_names
from chainatlas.graph.errors import AtlasError, DataError, StoreMissing, UsageError

if TYPE_CHECKING:
    from chainatlas.graph.store import Rows, Store
    from chainatlas.loaders._folds import Folding
    from chainatlas.queries._ask import Answer
    from chainatlas.queries._question import Column, Parameter, Question

BUNDLED = "bundled"
ROW_LIMIT = 100_000
FORMAT = click.Option(
    ["--format", "form"],
    type=click.Choice(["table", "json", "csv", "md"]),
    default="table",
    show_default=True,
    help="How to write the answer.",
)
FOLDING = (
    click.Option(["--as-of"], metavar="DATE", help="Only what was recorded up to this date."),
    click.Option(
        ["--policy"],
        type=click.Choice(["cautious", "brave"]),
        help="Without contested facts, or with them. [default: as built]",
    ),
    click.Option(
        ["--basis"],
        metavar="WORDS",
        help="What counts, some of stated,implied,reference,inferred. [default: as built]",
    ),
    click.Option(["--scenario"], multiple=True, metavar="FILE", help="Suppositions to add for this answer."),
)
FACTS = click.option(
    "--facts",
    multiple=True,
    metavar="DIR",
    help=f"A folder of facts; may be given several times. [default: {BUNDLED}, those of the program]",
)


class Seconds(click.FloatRange):
    """A number of seconds from a millisecond to a day."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Refuse NaN too, which lies in no range and outside of none."""
        number: float = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return number


SECONDS = Seconds(min=0.001, max=86_400)


class Declared(click.Group):
    """A group with one subcommand for each public module of a package, imported when it is used."""

    def __init__(self, package: str, command: Callable[[str], click.Command], **settings: Any) -> None:
        """Name the package, and what makes the subcommand of one of its modules."""
        super().__init__(**settings)
        self.package = package
        self.command_of = command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the modules."""
        return module_names(importlib.import_module(f"chainatlas.{self.package}"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the subcommand of a module, or refuse a name that no module has."""
        if cmd_name in (known := self.list_commands(ctx)):
            return self.command_of(cmd_name)
        word = {"queries": "question", "viz": "view"}[self.package]
        raise click.UsageError(f"there is no {word} {cmd_name!r}; there are: {', '.join(known)}", ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="chainatlas")
@click.option(
    "--store", metavar="PATH|URL", help="The graph: a file, or bolt://… or neo4j://… [CHAINATLAS_STORE]"
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help="Language of names and headings. [CHAINATLAS_LANG, or the locale]",
)
@click.pass_context
def cli(context: click.Context, store: str | None, lang: str | None) -> None:
    r"""ChainAtlas: industrial parks, companies and chains as a graph with sources on every edge.

    \b
    chainatlas ask chain-gaps --park 包头稀土高新区 --chain 风电
    chainatlas map chain --chain 风电 -o wind.html --open
    """
    context.obj = {"store": store or os.environ.get("CHAINATLAS_STORE"), "lang": lang or _language()}


@cli.command()
@FACTS
@click.option("--as-of", metavar="DATE", help="Use only what was recorded up to this date.")
@click.option(
    "--policy",
    type=click.Choice(["cautious", "brave"]),
    default="brave",
    show_default=True,
    help="Leave out facts on which statements disagree, or keep them marked as contested.",
)
@click.option("--scenario", multiple=True, metavar="FILE", help="Suppositions to add; see docs/curating.md.")
@click.pass_obj
def build(
    settings: dict[str, Any], facts: Sequence[str], as_of: str | None, policy: str, scenario: Sequence[str]
) -> None:
    r"""Build the graph from facts, and put it in the place of the one before.

    \b
    chainatlas build
    chainatlas build --facts bundled --facts my-facts --as-of 2024-12-31
    """
    _build(_store(settings), _folders(facts), as_of, policy, [Path(name) for name in scenario])


@cli.command(params=[FORMAT])
@click.argument("cypher")
@click.option("--param", multiple=True, metavar="NAME=VALUE", help="A parameter: JSON, or else text.")
@click.option("--timeout", type=SECONDS, default=30.0, show_default=True, help="Seconds.")
@click.pass_obj
def query(settings: dict[str, Any], cypher: str, param: Sequence[str], timeout: float, form: str) -> None:
    r"""Run your own read-only Cypher.

    \b
    chainatlas query "MATCH (park:Park) RETURN park.id AS id, park.name AS name ORDER BY id"
    chainatlas query 'MATCH (n {id: $id})-[e]->(m) RETURN type(e) AS kind, m.name AS name' \
        --param id=company:goldwind
    """
    with _ready(settings) as store:
        rows = store.query(cypher, _parameters(param), timeout=timeout, limit=ROW_LIMIT)
    _write_rows(rows, form, settings["lang"])
    if rows.truncated:
        _say(f"cut off after {ROW_LIMIT} rows; add LIMIT or narrow the query")


@cli.command()
@FACTS
@click.option("--sources", metavar="DIR", help="The texts of the documents, to look up every term in them.")
def check(facts: Sequence[str], sources: str | None) -> None:
    r"""Check facts without building: every refusal with file, row and column.

    \b
    chainatlas check
    chainatlas check --facts my-facts --sources texts
    """
    from chainatlas.loaders._texts import check_texts
    from chainatlas.loaders.curated import survey

    try:
        found = survey(_folders(facts))
        refusals = check_texts(found, Path(sources)) if sources else []
    except DataError as error:
        refusals = list(error.refusals)
    for refusal in refusals:
        click.echo(refusal)
    if refusals:
        raise click.ClickException(f"{len(refusals)} problem{'s' * (len(refusals) > 1)} found")
    documents, statements = found.record.documents.height, found.record.statements.height
    looked = ", every term, number and firm of the texts accounted for" if sources else ""
    click.echo(f"{statements} statements of {documents} documents are in order{looked}")


@cli.command("new-source")
@click.argument("folder", metavar="DIR")
def new_source(folder: str) -> None:
    r"""Lay out an empty source: source.toml and a headed CSV file for each kind of edge.

    \b
    chainatlas new-source my-facts/report-2026
    chainatlas check --facts bundled --facts my-facts
    """
    from chainatlas.loaders._blank import lay_out

    for path in lay_out(Path(folder)):
        click.echo(path)


def _question(name: str) -> click.Command:
    from chainatlas.queries._ask import named_question

    question = named_question(name)

    @click.pass_obj
    def run(settings: dict[str, Any], /, form: str, evidence: bool, **given: Any) -> None:
        from chainatlas.loaders._folds import Folding, refold
        from chainatlas.queries._ask import ask, named_question

        folding = _folding(given, question.parameters)
        with _ready(settings, folding) as store:
            chosen = {key: value for key, value in given.items() if value is not None}
            answer = ask(store, question, chosen, fold=lambda wishes: refold(store, Folding.of(wishes)))
        _write_answer(answer, named_question(answer.question), form, settings["lang"], evidence)

    shown = click.Option(["--evidence"], is_flag=True, help="List the sources under a table.")
    options = [*_options(question.parameters), *_fold_options(question.parameters), FORMAT, shown]
    return click.Command(name, callback=run, params=options, help=f"{question.zh}\n\n{question.en}")


def _view(name: str) -> click.Command:
    from chainatlas import viz
    from chainatlas.viz._view import View

    view = declared(viz, name, View)

    @click.pass_obj
    def run(settings: dict[str, Any], /, output: str, show: bool, **given: Any) -> None:
        from chainatlas.queries._ask import resolved
        from chainatlas.viz._page import write_page

        folding = _folding(given, view.parameters)
        with _ready(settings, folding) as store:
            chosen = {key: value for key, value in given.items() if value is not None}
            picture = view.draw(store, resolved(store, view.name, view.parameters, chosen))
        write_page(picture, Path(output), lang=settings["lang"])
        click.echo(output)
        if show:
            click.launch(output)

    out = click.Option(["-o", "--output"], required=True, metavar="FILE.html", help="The page to write.")
    show = click.Option(["--open", "show"], is_flag=True, help="Open the page in the browser.")
    options = [*_options(view.parameters), *FOLDING, out, show]
    return click.Command(name, callback=run, params=options, help=f"{view.zh}\n\n{view.en}")


@click.pass_obj
def _list_questions(settings: dict[str, Any], listing: bool) -> None:
    from chainatlas import queries
    from chainatlas.queries._question import Question

    context = click.get_current_context()
    if listing:
        for question in all_declared(queries, Question):
            click.echo(f"{question.name}\n    {question.zh}\n    {question.en}")
    elif not context.invoked_subcommand:
        raise click.UsageError("expected a question; `chainatlas ask --list` shows them", context)


cli.add_command(
    Declared(
        "queries",
        _question,
        name="ask",
        callback=_list_questions,
        invoke_without_command=True,
        params=[
            click.Option(["--list", "listing"], is_flag=True, help="List the questions in both languages.")
        ],
        help="Ask a question of the graph; every answer carries its evidence and the state of the record.",
        subcommand_metavar="QUESTION [--PARAMETER VALUE]…",
    )
)
cli.add_command(
    Declared(
        "viz",
        _view,
        name="map",
        help="Draw a view of the graph as one HTML page that needs no network.",
        subcommand_metavar="VIEW [--PARAMETER VALUE]… -o FILE.html",
    )
)


def _options(parameters: Iterable[Parameter]) -> list[click.Parameter]:
    return [
        click.Option(
            [f"--{parameter.name}"],
            metavar="|".join(parameter.words)
            or (f"1..{parameter.most}" if parameter.most else (parameter.free or "name").upper()),
            help=f"{parameter.zh}: {parameter.en}."
            + (f" [default: {parameter.default}]" if parameter.default else "")
            + (" [required]" if parameter.default is None else ""),
        )
        for parameter in parameters
    ]


def _metavar(parameter: Parameter) -> str:
    bounds = f"1..{parameter.most}" if parameter.most else ""
    return "|".join(parameter.words) or bounds or (parameter.free or "name").upper()


def _fold_options(parameters: Iterable[Parameter]) -> list[click.Parameter]:
    own = {parameter.name for parameter in parameters}
    return [option for option in FOLDING if option.name not in own]


def _folders(facts: Sequence[str]) -> list[Path]:
    from chainatlas.loaders import curated

    return [curated.BUNDLED if name == BUNDLED else Path(name) for name in facts or (BUNDLED,)]


def _store(settings: dict[str, Any]) -> Store:
    from chainatlas.graph.store import open_store

    if settings["store"]:
        return open_store(settings["store"])
    import platformdirs

    return open_store(platformdirs.user_data_path("chainatlas") / "atlas.kgl")


def _folding(given: dict[str, Any], parameters: Iterable[Parameter]) -> Folding:
    """Take the options of a fold out of what was given, but not those that the question has itself."""
    from chainatlas.loaders._folds import Folding

    own = {parameter.name for parameter in parameters}
    names = {"as_of", "policy", "basis", "scenario"} - own
    return Folding.of({name: given.pop(name) for name in names})


def _ready(settings: dict[str, Any], folding: Folding | None = None) -> Store:
    """Return the store, folded as asked; an embedded one that is not there is built first."""
    store = _store(settings)
    try:
        store.build()
    except StoreMissing:
        if store.engine != "kglite" or Path(store.url).exists():
            raise
        _say(f"there is no graph at {store.url} yet: building it from the bundled facts")
        _build(store, _folders(()), None, "brave", [], quiet=True)
    if not folding:
        return store
    from chainatlas.loaders._folds import refold

    return refold(store, folding)


def _build(
    store: Store,
    folders: Sequence[Path],
    as_of: str | None,
    policy: Any,
    scenarios: Sequence[Path],
    *,
    quiet: bool = False,
) -> None:
    from chainatlas.loaders._build import build as fold_facts

    graph = fold_facts(folders, as_of=as_of, policy=policy, scenarios=scenarios)
    store.replace(graph)
    if not quiet:
        nodes = sum(table.height for table in graph.nodes.values())
        edges = sum(table.height for table in graph.edges.values())
        statements = graph.nodes["Statement"].height
        click.echo(f"{store.url}: {nodes} nodes and {edges} edges from {statements} statements")


def _parameters(given: Sequence[str]) -> dict[str, Any]:
    import json

    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (equals and name):
            raise UsageError(f"expected --param NAME=VALUE, got {text!r}")
        try:
            found[name] = json.loads(value)
        except json.JSONDecodeError:
            found[name] = value
        except (ValueError, RecursionError):
            raise UsageError(f"--param {name}: the number is too long or the list too deep") from None
        if isinstance(found[name], int) and not -(2**63) <= found[name] < 2**63:
            raise UsageError(f"--param {name}: expected a whole number of at most 64 bits")
    return found


def _write_rows(rows: Rows, form: str, lang: str) -> None:
    from chainatlas.viz import _tables

    if form == "json":
        click.echo(_tables.as_json(list(rows)))
    else:
        click.echo(_written(_tables.plain_columns(rows.columns), list(rows), form, lang), nl=False)


def _write_answer(answer: Answer, question: Question, form: str, lang: str, evidence: bool) -> None:
    from chainatlas.queries._record import sentences
    from chainatlas.viz import _tables

    if form == "json":
        click.echo(_tables.as_json(answer.as_dict()))
        return
    columns = question.columns if form == "csv" else _tables.shown(question.columns, lang)
    click.echo(_written(columns, answer.rows, form, lang), nl=False)
    for sentence in ("", *sentences(answer.coverage, lang)):
        click.echo(sentence, err=form == "csv")
    if evidence and form != "csv":
        rows = [{"statement": key} | row for key, row in answer.evidence.items()]
        told = ("statement", "title", "publisher", "recorded", "paragraph", "locator", "basis")
        click.echo("\n" + _written(_tables.plain_columns(told), rows, form, lang), nl=False)


def _written(columns: Sequence[Column], rows: Sequence[Any], form: str, lang: str) -> str:
    from chainatlas.viz import _tables

    if form == "csv":
        return _tables.as_csv(columns, rows)
    if form == "md":
        return _tables.as_markdown(columns, rows, lang)
    return _tables.as_table(columns, rows, lang) if rows else "nothing on record\n"


def _language() -> str:
    chosen = os.environ.get("CHAINATLAS_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if chosen.lower().startswith("zh") else "en"


def _say(text: str) -> None:
    click.echo(text, err=True)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0 for done, 1 for a data or store error, 2 for wrong usage."""
    try:
        return cli.main(arguments, prog_name="chainatlas", standalone_mode=False) or 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "chainatlas"
        _say(f"Error: {_one_line(error.format_message())} (see `{path} --help`)")
        return 2
    except UsageError as error:
        _say(f"Error: {_one_line(error)}")
        return 2
    except (AtlasError, click.ClickException) as error:
        _say(f"Error: {_one_line(error)}")
        return 1
    except click.Abort:
        _say("interrupted; nothing was left half-written")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _one_line(error: object) -> str:
    return " ".join(str(error).split())


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run())
