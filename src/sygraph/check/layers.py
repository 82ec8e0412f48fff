"""Check the files of a workspace: that they belong together, and agree with the package's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from sygraph.check.dataset import Dataset
from sygraph.check.fault_lines import Place, shown
from sygraph.check.report import Fault, Report
from sygraph.check.terms import Facts, Node, Term, name
from sygraph.data import ArticleFiles, Files
from sygraph.errors import SygraphError
from sygraph.namespaces import (
    OWL,
    PREF_LABEL,
    PREFIXES,
    RDF_TYPE,
    SKOS,
    curie,
    is_entity,
    is_passage,
    local_name,
    sy,
    vocab,
)
from sygraph.text.detection import language_of_text
from sygraph.text.scalars import match_language

__all__ = ["check_layers", "foreign", "readable"]

_LANGUAGE = vocab("schema:inLanguage")
_DEFINITION = NamedNode(SKOS + "definition")
# What a thing has one of: a second one, in another layer, contradicts the first.
_SINGLE = (
    *(NamedNode(PREFIXES["geo"] + part) for part in ("lat", "long")),
    NamedNode(OWL + "sameAs"),
    sy("country"),
)


def readable(files: Files, report: Report) -> Files:
    """Report articles that lack a file; return the files without those that have no text."""
    known = {article.id for article in files.articles}
    if files.is_whole:
        for path in sorted(Path(files.file("seeds")).glob("*.txt")):
            if path.stem not in known:
                report.faults.append(_unstated(path, files))
    missing = [article for article in files.articles if not Path(article.text).is_file()]
    for article in missing:
        text, trig = shown(Path(article.text), files), shown(Path(article.trig), files)
        report.faults.append(
            Fault(
                "file",
                trig,
                f"there is no {text}, the text that it quotes",
                f"put the text there, or remove {trig}",
                line=trig,
            )
        )
    return files.only(*known.difference(a.id for a in missing)) if missing else files


def _unstated(path: Path, files: Files) -> Fault:
    text = shown(path, files)
    return Fault(
        "file",
        text,
        f"there is no graph/{path.stem}.trig, so nothing of it is stated",
        f"add it with sygraph add {path.name} --id {path.stem} from another folder, write "
        f"graph/{path.stem}.trig yourself, or remove {text}",
        line=text,
    )


def foreign(quad: Quad, article: ArticleFiles) -> bool:
    """Whether a statement in the file of an article is not one of its passages or about them."""
    passages = f"{article.base}passage/{article.id}/"
    graph, subject = str(getattr(quad.graph_name, "value", "")), quad.subject
    if graph != article.iri:
        return not graph.startswith(passages)
    described = is_passage(subject) or quad.predicate == sy("quote")
    return described and not str(getattr(subject, "value", "")).startswith(passages)


def check_layers(data: Dataset, files: Files, report: Report) -> None:
    """Check each article's file, and what the layers say of the same things."""
    for article in files.articles:
        _check_article(data.files[article.trig], article, files, report)
        _check_language(data, article, files, report)
    places = {path: Place(Path(path), files) for path in data.files}
    for paths in (files.gazetteers, files.ontologies):
        for under, over in pairwise(paths):
            below, above = _facts(data.files[under]), _facts(data.files[over])
            for node in above.subjects():
                if isinstance(node, NamedNode) and node in below:
                    for problem in _contradictions(data, below, above, node):
                        report.faults.append(
                            Fault(
                                "layers",
                                name(node),
                                problem,
                                "leave it to the package's entry, which is read with this one, or "
                                "give another thing another name",
                                line=places[over].line(node.value),
                                also=places[under].line(node.value),
                            )
                        )
    if files.is_workspace:
        _check_queries(files, report)
        _check_slugs(data, files, places, report)


def _check_language(data: Dataset, article: ArticleFiles, files: Files, report: Report) -> None:
    """Check that an article states its language, and is in it."""
    iri = NamedNode(article.iri)
    if iri not in data.articles:
        return
    tags = data.graph(iri).texts(iri, _LANGUAGE)
    try:
        found = language_of_text(data.articles[iri].text)
    except SygraphError as error:
        problem, fix = error.message, error.hint or ""
    else:
        if [match_language(tag) for tag in tags] == [found]:
            return
        problem, fix = "states no language", f'state schema:inLanguage "{found}"'
        if tags:
            problem = f"states the language {', '.join(tags)}, and its text is in {found}"
    place = Place(Path(article.trig), files)
    line = place.mention(str(_LANGUAGE.value)) if tags else place.name
    report.faults.append(Fault("language", curie(iri.value), problem, fix, line=line))


def _check_article(stated: list[Quad], article: ArticleFiles, files: Files, report: Report) -> None:
    place = Place(Path(article.trig), files)
    if not any(quad.predicate == sy("quote") for quad in stated):
        report.faults.append(
            Fault(
                "file",
                place.name,
                "describes no passage",
                "write its passages, each with its sy:quote, or remove the file",
                line=place.name,
            )
        )
    strangers: dict[str, None] = {}
    for quad in stated:
        if foreign(quad, article):
            of = quad.subject if str(quad.graph_name) == f"<{article.iri}>" else quad.graph_name
            strangers[str(getattr(of, "value", of))] = None
    for iri in strangers:
        report.faults.append(
            Fault(
                "foreign",
                curie(iri),
                f"stands in {place.name}, and is not a passage of {article.id}",
                f"correct the prefix p: of the file to <{article.base}passage/{article.id}/>, or "
                "move it to its own article",
                line=place.mention(iri),
            )
        )


def _facts(quads: Iterable[Quad]) -> Facts:
    return Facts([(q.subject, q.predicate, q.object) for q in quads])  # type: ignore[misc]


def _contradictions(data: Dataset, below: Facts, above: Facts, node: NamedNode) -> Iterator[str]:
    """Yield what the upper layer says of a node that the lower one says otherwise."""
    theirs = below.all(node, RDF_TYPE)
    for cls in above.all(node, RDF_TYPE) if is_entity(node) else ():
        if theirs and not any(_comparable(data, cls, other) for other in theirs):
            yield f"is a {name(cls)}, and in the package a {', '.join(map(name, theirs))}"
    for prop in (PREF_LABEL, _DEFINITION):
        labels = _by_language(below.all(node, prop))
        for language, value in _by_language(above.all(node, prop)).items():
            if labels.get(language, value) != value:
                yield f"has the {name(prop)} {value}, in the package {labels[language]}"
    for prop in _SINGLE:
        old, new = below.all(node, prop), above.all(node, prop)
        if old and set(new) - set(old):
            yield f"has {name(prop)} {name(new[0])}, in the package {name(old[0])}"


def _comparable(data: Dataset, one: Term, other: Term) -> bool:
    above = data.superclasses
    return one in above.get(other, {other}) or other in above.get(one, {one})


def _by_language(terms: Iterable[Term]) -> dict[str, str]:
    return {term.language or "": str(term) for term in terms if isinstance(term, Literal)}


def _check_queries(files: Files, report: Report) -> None:
    """Check that no query has the name of one of the package."""
    under = Path(files.layers[0], "queries")
    for path in sorted(Path(files.file("queries")).glob("*.rq")):
        if (under / path.name).exists():
            report.faults.append(
                Fault(
                    "layers",
                    shown(path, files),
                    f"the package has a query {path.stem} too",
                    "give it another name",
                    line=shown(path, files),
                    also=str(under / path.name),
                )
            )


def _check_slugs(data: Dataset, files: Files, places: dict[str, Place], report: Report) -> None:
    """Check that no own name is one of the package's: `sygraph show SLUG` could mean either."""
    own = f"{files.base}id/"
    named: dict[str, dict[Node, str]] = defaultdict(dict)
    for path, quads in data.files.items():
        for subject in {quad.subject for quad in quads}:
            if isinstance(subject, NamedNode) and is_entity(subject):
                named[local_name(subject.value)].setdefault(subject, path)
    for slug, nodes in sorted(named.items()):
        ours = NamedNode(own + slug)
        theirs = next((node for node in nodes if node != ours), None)
        if ours in nodes and isinstance(theirs, NamedNode):
            report.faults.append(
                Fault(
                    "slug",
                    name(ours),
                    f"the package has {name(theirs)}",
                    f"use {name(theirs)} if it is the same thing, or choose another slug",
                    line=places[nodes[ours]].mention(ours.value),
                    also=places[nodes[theirs]].mention(theirs.value),
                )
            )
