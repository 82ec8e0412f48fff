"""The Python API: a graph as one object with the functions of the command line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.entities.resolve import label
from sygraph.queries.context import Context
from sygraph.store.engines import choose
from sygraph.store.interface import Store
from sygraph.text.scalars import language

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network
    from rdflib import Graph

    from sygraph.check import Report
    from sygraph.entities.articles import ArticleInfo
    from sygraph.entities.comparison import Comparison
    from sygraph.entities.describe import Description
    from sygraph.entities.paths import Path as Connection
    from sygraph.entities.search import Hit
    from sygraph.entities.statistics import Count
    from sygraph.network.metrics import Section
    from sygraph.network.view import View
    from sygraph.queries.asking import Asking
    from sygraph.queries.choices import Choice
    from sygraph.queries.results import Result
    from sygraph.queries.suggestions import Suggestion

__all__ = ["KnowledgeGraph", "open"]


class KnowledgeGraph(Context):
    """A knowledge graph. `sygraph.open()` returns the graph of the package.

    The name of an entity is a slug, a CURIE, an IRI, or a label in any of the three languages.
    `lang` is the language of the answer: en, zh-Hant or zh-Hans. zh and tags with a region, such as
    zh-TW, stand for one of these; any other language raises BadParameter.
    """

    def query(self, query: str, /, *, evidence: bool = False, **params: object) -> Result:
        """Run a named query or SPARQL text.

        Args:
            query: the name of a query, or SPARQL; the prefixes of the project are declared.
            evidence: whether to add the passages that support each row.
            params: values for the parameters of a named query.

        Raises:
            UnknownQuery: no query has this name.
            BadParameter, UnknownEntity, AmbiguousEntity: a value does not fit its parameter.
            QuerySyntaxError: the SPARQL is wrong.

        >>> import sygraph
        >>> kg = sygraph.open()
        >>> [row.label for row in kg.query("partner-cities", country="日本")]
        ['Kawasaki', 'Sapporo', 'Sasebo']
        >>> kg.query("SELECT ?tonnes { id:route-los-angeles-cargo sy:value ?tonnes }")[0].tonnes
        Decimal('9800')
        """
        from sygraph.queries.run import run

        return run(self.store, self.queries, query, params, evidence)

    @cached_property
    def _asking(self) -> Asking:
        from sygraph.queries.asking import Asking

        return Asking(self.store, self.queries)

    def ask(self, question: str, *, lang: str = "en", limit: int | None = 10) -> list[Suggestion]:
        """Return what may answer a question in words, the best first.

        These are named queries with values for their parameters, which `query` runs, figures,
        entities and passages. The names in the graph are read at the first question.

        Raises:
            SygraphError: nothing is asked.

        >>> import sygraph
        >>> kg = sygraph.open()
        >>> best = kg.ask("Japanese sister cities")[0]
        >>> best.name, best.params
        ('partner-cities', {'country': 'id:japan'})
        >>> [row.label for row in kg.query(best.name, **best.params)]
        ['Kawasaki', 'Sapporo', 'Sasebo']
        """
        return self._asking.ask(question, lang=language(lang), limit=limit)

    def choices(self, query: str, parameter: str, *, lang: str = "en") -> list[Choice]:
        """Return the allowed values of a parameter; the list is empty if all are allowed.

        These are the values that its `enum` lists, or the instances of its class in the ontology.

        Raises:
            UnknownQuery: no query has this name.
            BadParameter: the query has no such parameter.

        >>> import sygraph
        >>> [choice.text for choice in sygraph.open().choices("undertakings", "status")]
        ['sy:achieved', 'sy:planned', 'sy:sought', 'sy:underway']
        """
        from sygraph.queries.run import choices

        source = self.queries[query].parameter(parameter).source
        if source is None:
            return []
        return choices(self.store, self.queries, source, language(lang))

    def label(self, name: str | NamedNode, lang: str = "en") -> str:
        """Return the label of an entity, a statement or a passage.

        Raises:
            UnknownEntity, AmbiguousEntity: see `resolve`.

        >>> import sygraph
        >>> sygraph.open().label("沈阳")
        'Shenyang'
        """
        node = self.resolve(name) if isinstance(name, str) else name
        return label(self.store, node, language(lang))

    def search(self, text: str, *, lang: str = "en", limit: int | None = None) -> list[Hit]:
        """Find entities, terms and passages by their words; see `sygraph.entities.search`.

        >>> import sygraph
        >>> sygraph.open().search("瀋陽桃仙")[0].label
        'Shenyang Taoxian International Airport'
        """
        from sygraph.entities.search import search

        return search(self.store, text, lang=language(lang), limit=limit)

    def show(self, name: str, *, lang: str = "en", limit: int | None = None) -> Description:
        """Return all facts about an entity, each with the passages that state it.

        Args:
            limit: the greatest number of mentions for each property; default: all.

        Raises:
            UnknownEntity, AmbiguousEntity: see `resolve`.
        """
        from sygraph.entities.describe import describe

        return describe(self.store, self.resolve(name), language(lang), most=limit)

    def paths(self, start: str, end: str, *, limit: int | None = None) -> list[Connection]:
        """Return the shortest paths between two entities; the list is empty if there is no path.

        Raises:
            UnknownEntity, AmbiguousEntity: see `resolve`.

        >>> import sygraph
        >>> [path] = sygraph.open().paths("莫斯科", "Shenyang")
        >>> len(path.steps)
        2
        """
        from sygraph.entities.paths import shortest_paths

        return shortest_paths(self.store, self.resolve(start), self.resolve(end), limit=limit)

    def view(
        self,
        *,
        about: str | None = None,
        depth: int | None = None,
        path: tuple[str, str] | None = None,
        query: str | None = None,
        params: Mapping[str, object] | None = None,
        theme: str | None = None,
        reading: bool = False,
        lang: str = "en",
        limit: int | None = None,
    ) -> View:
        """Return a network view, which a notebook displays; `save` writes it to a file.

        Without about, path, query and theme, the view shows everything.

        Args:
            about: an entity to show with the nodes around it.
            depth: the number of links between that entity and the nodes around it; default: 2.
            path: two entities to show with all shortest paths between them.
            query: the name of a query, or SPARQL, whose answer to show.
            params: values for the parameters of a named query.
            theme: transport, partners, events, zones, trade or plan.
            reading: whether to show the text of the article next to the network.
            lang: the language of the page when it opens.
            limit: the greatest number of nodes; the most important ones are kept.

        Raises:
            SygraphError: the arguments exclude each other.
        """
        from sygraph.network.selection import Selection
        from sygraph.network.view import LIMIT, View

        selection = Selection(about, depth, path, query, params or {}, theme)
        return View(self, selection, language(lang), LIMIT if limit is None else limit, reading)

    def to_networkx(
        self,
        *,
        about: str | None = None,
        depth: int | None = None,
        path: tuple[str, str] | None = None,
        query: str | None = None,
        params: Mapping[str, object] | None = None,
        theme: str | None = None,
        lang: str = "en",
    ) -> nx.MultiDiGraph[str]:
        """Return a part of the graph as a networkx graph; the arguments are those of `view`.

        Statements are nodes; for a query, the graph has all links between the nodes of its answer.
        See `sygraph.network.networkx_graph.to_networkx`.

        Raises:
            SygraphError: see `view`.
            NotFound: the part is empty.

        >>> import sygraph
        >>> graph = sygraph.open().to_networkx(path=("Moscow", "Shenyang"))
        >>> sorted(graph)
        ['id:moscow', 'id:route-moscow', 'id:shenyang']
        """
        from sygraph.network.networkx_graph import to_networkx
        from sygraph.network.selection import Selection, select

        part = select(self, Selection(about, depth, path, query, params or {}, theme))
        return to_networkx(self.store, part.nodes, lang=language(lang), links=part.links)

    def to_pyvis(
        self,
        *,
        about: str | None = None,
        depth: int | None = None,
        path: tuple[str, str] | None = None,
        query: str | None = None,
        params: Mapping[str, object] | None = None,
        theme: str | None = None,
        lang: str = "en",
        limit: int | None = None,
        **options: object,
    ) -> Network:
        """Return a view as a pyvis network, to change it; see `view` for the arguments.

        Args:
            options: options of `pyvis.network.Network`, such as `notebook=True`.

        Raises:
            SygraphError: see `view`.
            NotFound: the view is empty.

        >>> import sygraph
        >>> network = sygraph.open().to_pyvis(theme="transport", height="600px")
        >>> network.get_node("id:route-los-angeles")["label"]
        'Shenyang–Los Angeles cargo route'
        """
        from sygraph.network.pyvis_network import to_pyvis

        view = self.view(
            about=about,
            depth=depth,
            path=path,
            query=query,
            params=params,
            theme=theme,
            lang=lang,
            limit=limit,
        )
        return to_pyvis(view.payload, lang, **options)

    def stats(self, *, lang: str = "en") -> list[Count]:
        """Count passages, facts, entities and statements by class, and triples."""
        from sygraph.entities.statistics import statistics

        return statistics(self.store, language(lang))

    def measures(self, *, lang: str = "en") -> list[Section]:
        """Return centrality, brokers and communities; see `sygraph.network.metrics`."""
        from sygraph.network.metrics import entity_network, measures

        return measures(entity_network(self.to_networkx(lang=lang)))

    def export(
        self, format: str, output: str | PathLike[str] | None = None, **options: Any
    ) -> bytes:
        """Write the graph, or a part of it, in a format; see `sygraph.export.job.ExportRequest`.

        Args:
            format: turtle, trig, jsonld, csvw or another of `sygraph.rdf.formats`.
            output: a file, or a folder for what is several files; then nothing is returned.
                Without one, the bytes are.
            options: graph, about, query, params, profile, framed, packed, without_text, ordered.

        Raises:
            UnknownFormat: there is no such format.
            BadParameter: two options exclude each other.
            Inexpressible: the format cannot say something that the graph says.
            OutputError: the place cannot be written.

        >>> import sygraph
        >>> turtle = sygraph.open().export("turtle", about="Seoul").decode()
        >>> 'skos:prefLabel "Seoul"@en' in turtle
        True
        """
        from sygraph.export.job import ExportRequest, export_bytes, run_export

        request = ExportRequest(format, **options)
        if output is None:
            return export_bytes(self, request)
        run_export(self, request, output)
        return b""

    def articles(self, *, lang: str = "en") -> list[ArticleInfo]:
        """Return the articles of the graph, with what is stated of them and their coverage.

        >>> import sygraph
        >>> [article.id for article in sygraph.open().articles()]
        ['shenyang-2024']
        """
        from sygraph.entities.articles import articles

        return articles(self.store, language(lang))

    def narrow(self, *articles: str) -> KnowledgeGraph:
        """Return the graph of some of the articles, in memory.

        Args:
            articles: their ids.

        Raises:
            NotFound: there is no such article; the error names those that there are.

        >>> import sygraph
        >>> sygraph.open().narrow("shenyang-2024").label("沈阳")
        'Shenyang'
        """
        from sygraph.entities.articles import narrowed

        return KnowledgeGraph(narrowed(self.store, articles), self.files)

    def compare(
        self, *, subject: str | None = None, measure: str | None = None, lang: str = "en"
    ) -> list[Comparison]:
        """Return the pairs of figures of the same quantity in different articles.

        See `sygraph.entities.comparison.compare`.

        Args:
            subject, measure: only figures about this, or of this measure.

        Raises:
            UnknownEntity, UnknownMeasure, AmbiguousEntity: see `resolve`.
        """
        from sygraph.entities.comparison import compare
        from sygraph.queries.run import resolve_measure

        return compare(
            self.store,
            subject=None if subject is None else self.resolve(subject),
            measure=None if measure is None else resolve_measure(self.store, measure),
            lang=language(lang),
        )

    def check(self) -> Report:
        """Validate the data files against the article, the ontology and the shapes."""
        from sygraph.check import run_check

        return run_check(self.files)


def open(
    root: str | Path | Files | None = None,
    *,
    store: str | Path | Graph | Store | None = None,
    endpoint: str | None = None,
    timeout: float | None = None,
    services: Collection[str] = (),
) -> KnowledgeGraph:
    """Open the graph of the package, or that of a workspace.

    Args:
        root: the folder of the workspace, or of a complete copy of the package's data.
        store: another source of the data: the folder of a store on disk, an rdflib Graph or
            Dataset, or a `Store`.
        endpoint: another source of the data: the URL of a SPARQL service.
        timeout: the time limit of a query in seconds; None is no limit.
        services: the hosts of SPARQL services that a query can call.

    Raises:
        DataError: a file is missing or wrong.
        SygraphError: the store or the service is not available; see `sygraph.store.engines`.
    """
    if isinstance(root, Files):
        files = root.use()
    else:
        files = (Files.bundled() if root is None else Files.at(root)).use()
    chosen = choose(files, store=store, endpoint=endpoint, timeout=timeout, services=services)
    return KnowledgeGraph(chosen, files)
