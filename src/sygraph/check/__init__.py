"""`sygraph check`: proves the data against the article, the ontology and the shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Triple

from sygraph.check.across import check_across
from sygraph.check.adjacency import check_adjacency
from sygraph.check.bases import check_bases
from sygraph.check.coverage import check_mentions, check_sentences
from sygraph.check.dataset import Dataset
from sygraph.check.dates import check_dates
from sygraph.check.exemptions import Exemptions
from sygraph.check.fault_lines import locate_faults
from sygraph.check.figures import check_figures
from sygraph.check.labels import check_labels
from sygraph.check.layers import check_layers, foreign, readable
from sygraph.check.links import check_links
from sygraph.check.measures import check_measures
from sygraph.check.quotes import check_offsets, check_quotes
from sygraph.check.report import Fault, Report, print_report
from sygraph.check.shapes import check_completeness, check_shapes, read_shapes
from sygraph.check.stated_numerals import check_stated_numerals
from sygraph.check.stated_words import check_stated_words
from sygraph.check.titles import check_titles
from sygraph.check.translations import check_translations
from sygraph.check.vocabulary import check_vocabulary
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.namespaces import GAZETTEER, ONTOLOGY, expand, local_name
from sygraph.store.load import build, languages, read
from sygraph.text.article import Article

__all__ = [
    "Dataset",
    "Exemptions",
    "Fault",
    "Report",
    "check_dataset",
    "print_report",
    "read_background",
    "read_dataset",
    "read_shapes",
    "run_check",
]

# In the order of the report: a check comes before the checks that depend on what it checks.
_CHECKS: tuple[Callable[[Dataset, Report], None], ...] = (
    check_quotes,
    check_across,
    check_vocabulary,
    check_labels,
    check_sentences,
    check_mentions,
    check_stated_numerals,
    check_figures,
    check_measures,
    check_bases,
    check_dates,
    check_links,
    check_titles,
    check_adjacency,
    check_stated_words,
    check_translations,
)


def run_check(files: Files, *, shapes: bool = True) -> Report:
    """Check the data files: all faults, in the order of the checks, and the coverage figures.

    A file that cannot be read is a fault too; then nothing else is checked.

    Args:
        files: The data folder.
        shapes: Whether to validate the merge of all graphs against `ontology/shapes.ttl`.

    >>> report = run_check(Files.bundled(), shapes=False)
    >>> report.ok, report.figures["numerals"]
    (True, 74)
    """
    report = Report()
    try:
        rules = [rule for path in files.shape_files for rule in read_shapes(Path(path))]
        usable = readable(files, report)
        data = read_dataset(usable)
        check_layers(data, usable, report)
        report = check_dataset(data, rules, report)
        _check_assembled(usable, data, rules if shapes else None, report)
    except DataError as error:
        if report.ok:  # else the faults found so far are why it cannot be loaded
            report.faults.append(_unreadable(error, files))
    report.fold()
    report.faults = locate_faults(report.faults, files)
    return report


def read_dataset(files: Files) -> Dataset:
    """Read the statements in the files, without the statements that loading computes.

    Raises:
        DataError: a file is missing or broken.
    """
    stated, shared = read_background(files.use())
    quads = [quad for entries in stated.values() for quad in entries]
    for graph, translations in files.translations():
        quads += read(translations, NamedNode(graph))
    articles = {}
    for article in files.articles:
        home = NamedNode(article.iri)
        own = stated[article.trig] = read(article.trig, home)
        quads += [quad for quad in own if not foreign(quad, article)]
        articles[home] = Article.read(article.text, languages(own).get(article.iri))
    return Dataset(quads, articles, Exemptions.read(files.articles), shared, stated)


def read_background(files: Files) -> tuple[dict[str, list[Quad]], frozenset[object]]:
    """Return what ontologies and gazetteers state, by file, and the entities that are shared.

    Raises:
        DataError: a file is missing or broken.
    """
    stated = {path: read(path, ONTOLOGY) for path in files.ontologies}
    stated |= {path: read(path, GAZETTEER) for path in files.gazetteers}
    shared = frozenset(q.subject for path in files.shared_gazetteers for q in stated[path])
    return stated, shared


def check_dataset(data: Dataset, shapes: Iterable[Triple], report: Report | None = None) -> Report:
    """Run the checks that need neither the computed statements nor SHACL.

    Args:
        report: the report to add to; by default a new one.
    """
    report = report or Report()
    for check in _CHECKS:
        check(data, report)
    check_completeness(data, shapes, report)
    report.count("exceptions", len(data.exemptions.lines))
    unread = {fault.passage for fault in report.faults if fault.kind == "quote"}
    for exemption in data.exemptions.unused():
        if exemption.passage in unread:
            continue
        report.fault(
            "exception",
            exemption.where,
            f"{exemption.passage} has no unstated {exemption.kind} “{exemption.words}”",
            "remove the line, or correct its passage, kind or words",
        )
    return report


def _check_assembled(
    files: Files, data: Dataset, shapes: list[Triple] | None, report: Report
) -> None:
    """Check the dataset as loaded: offsets, and the merge of all graphs against the shapes."""
    quads: list[Quad] = list(build(files))
    check_offsets(data.articles, quads, report)
    if shapes is not None:
        found = Report()
        check_shapes(quads, shapes, found)
        report.figures |= found.figures
        if not files.is_whole:
            found.faults = _of_all(files, data, shapes, found.faults)
        report.faults += found.faults


def _of_all(files: Files, data: Dataset, shapes: list[Triple], faults: list[Fault]) -> list[Fault]:
    """Return which faults of some articles are faults too with all that speak of the same nodes.

    What is missing of an entity, such as its class, may be stated in another article.
    """
    doubtful = [fault for fault in faults if data.is_shared(fault.where)]
    if not doubtful:
        return faults
    names = {local_name(expand(fault.where) or "") for fault in doubtful}
    whole = Files(files.folder)
    open_ids = {article.id for article in files.articles}
    more = [article for article in whole.articles if article.id not in open_ids]
    mentioning = [article.id for article in more if _names_any(article.trig, names)]
    wider = Report()
    if mentioning:
        try:
            check_shapes(build(whole.only(*open_ids, *mentioning)), shapes, wider)
        finally:
            files.use()
        known = {(fault.where, fault.message) for fault in wider.faults}
        doubtful = [fault for fault in doubtful if (fault.where, fault.message) in known]
    return [fault for fault in faults if fault in doubtful or not data.is_shared(fault.where)]


def _names_any(path: str, names: Iterable[str]) -> bool:
    text = Path(path).read_text("utf-8", "replace")
    return any(name in text for name in names)


def _unreadable(error: DataError, files: Files) -> Fault:
    path = str(error.path or "")
    place = ":".join(map(str, filter(None, (path, error.line))))
    return Fault(
        "file",
        path.removeprefix(f"{files.root}/"),
        error.message.removeprefix(f"{place}: "),
        error.hint or "correct the file so that it can be read",
        line=place.removeprefix(f"{files.root}/"),
    )
