"""Check that the quotes are in the article, in reading order, and cover it completely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, name
from sygraph.namespaces import article_of, curie, is_passage, sy, vocab
from sygraph.text.article import Article
from sygraph.text.language import language_of

__all__ = ["check_offsets", "check_quotes", "locate_all"]

Spans = dict[NamedNode, tuple[int, int]]


def check_quotes(data: Dataset, report: Report) -> None:
    """Locate every quote; check numbering and roles; report words that no passage covers."""
    for graph in data.graphs:
        if is_passage(graph) and graph not in data.by_iri:
            report.fault(
                "passage",
                name(graph),
                "states facts and is not described",
                "give it its sy:quote and its role, or remove its facts",
            )
    for iri, article in data.articles.items():
        passages = data.by_article[iri]
        if not passages:  # which is a fault of its file
            continue
        report.count("passages", len(passages))
        _check_descriptions(data, passages, report)
        spans = locate_all(article, passages, report)
        _check_borders(article, data, spans, report)
        for start, end in _gaps(article, sorted(spans.values())):
            words = article.words(start, end)
            start += len(words) - len(words.lstrip())
            words = words.strip()
            if words and not _is_lost(spans, passages, start, end):
                report.fault(
                    "uncovered",
                    f"{curie(iri.value)} {start}",
                    f"no passage covers “{words[:24]}”",
                    "add a passage, or extend the quote of the passage next to it",
                )
            report.count("characters", len("".join(words.split())))
        covered = sum(len("".join(article.words(*span).split())) for span in spans.values())
        report.count("characters", covered)
        report.count("characters covered", covered)


def locate_all(article: Article, passages: list[Passage], report: Report) -> Spans:
    """Return start and end of each quote, in reading order, and report the quotes not found."""
    spans: Spans = {}
    for passage, found in zip(
        passages, article.locate_each(p.quote for p in passages), strict=True
    ):
        if isinstance(found, str):
            report.fault(
                "quote",
                passage.name,
                found,
                "quote the words as printed, in reading order, without the layout's breaks",
            )
        else:
            spans[passage.iri] = found
    return spans


def _is_lost(spans: Spans, passages: list[Passage], start: int, end: int) -> bool:
    """Whether uncovered words are where a quote should be that was not found, and is reported."""
    before = max((s for s in spans.values() if s[1] <= start), default=None)
    after = min((s for s in spans.values() if end <= s[0]), default=None)
    order = [spans.get(passage.iri) for passage in passages]
    first = order.index(before) + 1 if before else 0
    last = order.index(after) if after else len(order)
    return None in order[first:last]


def _check_descriptions(data: Dataset, passages: list[Passage], report: Report) -> None:
    numbers = [0, *(p.number for p in passages)]
    for before, passage, after in zip(numbers[:-1], passages, [*numbers[2:], None], strict=True):
        number = passage.number
        described = data.graph(passage.article)
        # In a later version, the ten between may have been that of a passage that is gone.
        first_version = not described.all(passage.article, vocab("schema:version"))
        gap_has_ten = first_version and (before // 10 + 1) * 10 < (after or number + 1)
        if number <= 0 or (number % 10 and gap_has_ten):
            report.fault(
                "numbering",
                passage.name,
                "passages are numbered in tens; other numbers are for later ones in between",
                "take the next free multiple of ten",
            )
        for prop in (sy("quote"), vocab("dcterms:type")):
            count = len(described.all(passage.iri, prop))
            missing = prop == sy("quote") and not count  # which is reported where it is looked for
            if count != 1 and not missing:
                report.fault(
                    "passage",
                    passage.name,
                    f"has {count} of {name(prop)}",
                    f"give it exactly one {name(prop)}; do not reuse a passage's number",
                )
        for other in passage.context:
            if other not in data.by_iri or other == passage.iri:
                report.fault(
                    "passage",
                    passage.name,
                    f"is to be read with {curie(other.value)}, not another passage",
                    "name the passage that prints the context",
                )


def _check_borders(article: Article, data: Dataset, spans: Spans, report: Report) -> None:
    """Check that a passage is a sentence, heading, caption, byline or several whole clauses."""
    marks = language_of(article.language).words["sentences"]["border_marks"]
    units = article.sentences()
    starts, ends = {start for start, _ in units}, {end for _, end in units}
    for iri, (start, end) in spans.items():
        quote = data.by_iri[iri].quote
        before = article.text[max(0, start - 2) : start].rstrip(" ")[-1:]
        opens = start in starts or before in marks
        closes = end in ends or quote[-1] in marks
        if not opens or not closes or quote[0] in marks:
            report.fault(
                "border",
                data.by_iri[iri].name,
                f"“{quote[:6]}…{quote[-6:]}” does not start or end with a clause",
                "quote one whole sentence, heading, caption or byline",
            )


def check_offsets(
    articles: Mapping[NamedNode, Article], quads: Iterable[Quad], report: Report
) -> None:
    """Check that the words at the computed offsets of each passage are its quote."""
    found: dict[Node, dict[NamedNode, Literal]] = {}
    wanted = {sy("quote"), sy("start"), sy("end")}
    for quad in quads:
        subject, value = quad.subject, quad.object
        if quad.predicate in wanted and isinstance(value, Literal):
            assert not isinstance(subject, Triple)  # RDF 1.1 has none
            if not is_passage(subject):
                continue
            found.setdefault(subject, {})[quad.predicate] = value
    for passage, parts in found.items():
        quote, start, end = (parts.get(sy(part)) for part in ("quote", "start", "end"))
        if quote and start and end:
            report.count("offsets")
            article = articles[NamedNode(article_of(passage.value))]
            words = article.words(int(start.value), int(end.value))
            if words != quote.value:
                report.fault(
                    "offset",
                    name(passage),
                    f"at {start.value}–{end.value} the article has “{words}”, not its quote",
                    "remove sy:start and sy:end from the file: loading computes them",
                )


def _gaps(article: Article, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    ends = [(0, 0), *spans, (len(article.text), len(article.text))]
    for (_, end), (start, _) in pairwise(ends):
        if end < start:
            yield end, start
