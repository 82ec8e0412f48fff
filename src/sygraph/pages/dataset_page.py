"""The page about the data: how much there is, under which terms, how to take it and cite it."""

from __future__ import annotations

from pyoxigraph import NamedNode

from sygraph.entities.facts import node, term
from sygraph.entities.statistics import statistics
from sygraph.errors import NotFound
from sygraph.export.dataset_description import describe_dataset, downloads
from sygraph.export.dataset_jsonld import as_schema_org
from sygraph.export.dataset_texts import dataset_texts
from sygraph.namespaces import BASE, GRAPH, RDF_TYPE, curie
from sygraph.pages.entity_page import SUFFIXES
from sygraph.pages.render import Site, render
from sygraph.pages.texts import WORDS, words
from sygraph.pages.view_models import Text
from sygraph.version import __version__

__all__ = ["dataset_page", "graph_page"]

WORDS.update(
    {
        "data.how.much": ("How much there is", "資料規模", "数据规模"),
        "data.passages": ("Passages", "原文段落", "原文段落"),
        "data.facts": ("Facts stated by passages", "原文所述事實", "原文所述事实"),
        "data.entities": ("Entities", "實體", "实体"),
        "data.statements": ("Statements", "陳述", "陈述"),
        "data.named graphs": ("Named graphs", "具名圖", "具名图"),
        "data.triples": ("Triples", "三元組", "三元组"),
        "data.parts": ("Its parts", "組成部分", "组成部分"),
        "data.take": ("Take it along", "下載", "下载"),
        "data.take.graph": ("one graph: the merge of all", "合併為單一圖", "合并为单一图"),
        "data.take.dataset": (
            "named graphs: each fact in that of its passage",
            "具名圖：每項事實存於其原文段落的圖",
            "具名图：每项事实存于其原文段落的图",
        ),
        "data.format": ("Format", "格式", "格式"),
        "data.holds": ("Holds", "內容", "内容"),
        "data.file": ("File", "檔案", "文件"),
        "data.terms": ("Terms of use", "使用條款", "使用条款"),
        "data.cite": ("How to cite it", "引用方式", "引用方式"),
        "data.access": ("Programs", "程式存取", "程序访问"),
        "data.access.sparql": (
            "SPARQL 1.1 endpoint, read-only",
            "SPARQL 1.1 端點（唯讀）",
            "SPARQL 1.1 端点（只读）",
        ),
        "data.access.api": (
            "JSON API, described by OpenAPI",
            "JSON API，附 OpenAPI 說明",
            "JSON API，附 OpenAPI 说明",
        ),
        "data.access.nodes": (
            "Each thing at its own address, as a page or as data: add {suffixes} or send Accept",
            "每個事物皆有網址，可取網頁或數據：加 {suffixes}，或用 Accept 標頭",
            "每个事物皆有网址，可取网页或数据：加 {suffixes}，或用 Accept 标头",
        ),
        "data.graph": ("Graph: {name}", "圖：{name}", "图：{name}"),
        "data.graph.triples": ("{count} triples", "{count}個三元組", "{count}个三元组"),
    }
)

_PARTS = {"gazetteer": "gazetteer", "ontology": "ontology", "derived": "derived"}


def dataset_page(site: Site, base_url: str = BASE) -> str:
    """Return the page about the data.

    Args:
        base_url: the address that the pages are served at, with a slash at its end.
    """
    store, lang = site.kg.store, site.lang
    files = [file for file in downloads() if site.links.has(file.path)]
    said = describe_dataset(store, base_url, files=files, endpoint=site.live)
    counts = statistics(store, lang)
    texts = dataset_texts()
    return render(
        site,
        "dataset.html",
        iri=BASE + "dataset",
        title=texts.title[lang],
        description=texts.description[lang],
        rights=texts.rights[lang],
        counts=[
            (count, [kind for kind in counts if kind.of == count.name])
            for count in counts
            if not count.of
        ],
        parts=[(name, texts.subsets[name][lang], GRAPH + name) for name in _PARTS],
        downloads=files,
        citation=_citation(base_url),
        endpoint=base_url + "sparql",
        suffixes=SUFFIXES,
        schema=as_schema_org(said, lang),
    )


def graph_page(site: Site, iri: NamedNode) -> str:
    """Return the page of a named graph: what it is, and how much it holds.

    Raises:
        NotFound: there is none of that name.
    """
    store, lang = site.kg.store, site.lang
    [counted] = store.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {iri} {{ ?s ?p ?o }} }}")
    count = int(term(counted["n"]).value)
    if not count:
        raise NotFound(f"there is no graph {curie(iri.value)}")
    name = iri.value.rpartition("/")[2]
    about = dataset_texts().subsets.get(_PARTS.get(name, ""), {}).get(lang)
    return render(
        site,
        "graph.html",
        iri=iri.value,
        title=words(lang)("data.graph", name=name),
        about=about,
        count=count,
        classes=_classes(site, iri),
        suffixes=SUFFIXES,
    )


def _classes(site: Site, graph: NamedNode) -> list[tuple[Text, int]]:
    """What the graph types, the most numerous first."""
    from sygraph.entities.resolve import labels

    found = {
        node(row["c"]): int(term(row["n"]).value)
        for row in site.kg.store.select(
            f"SELECT ?c (COUNT(?s) AS ?n) {{ GRAPH {graph} {{ ?s {RDF_TYPE} ?c }} }} GROUP BY ?c"
        )
        if isinstance(row["c"], NamedNode)
    }
    names = labels(site.kg.store, found, site.lang)
    ordered = sorted(found, key=lambda cls: (-found[cls], cls.value))
    return [(Text(names[cls], cls.value), found[cls]) for cls in ordered]


def _citation(base_url: str) -> str:
    title = dataset_texts().title["en"]
    return (
        f"The sygraph authors. {title}. Version {__version__}. {BASE}dataset\n\n"
        "@misc{sygraph,\n"
        "  author = {{The sygraph authors}},\n"
        f"  title = {{{title}}},\n"
        f"  version = {{{__version__}}},\n"
        f"  url = {{{BASE}dataset}}\n"
        "}"
    )
