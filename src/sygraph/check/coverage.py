"""Check that facts cover every sentence and name, and mention no entity without a name there."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Mention, Passage
from sygraph.check.quotes import locate_all
from sygraph.check.report import Report
from sygraph.check.terms import name, names
from sygraph.namespaces import is_entity
from sygraph.text.excerpts import shortened_text

__all__ = ["check_mentions", "check_sentences", "unstated_mentions"]


def check_sentences(data: Dataset, report: Report) -> None:
    """Check that each sentence, heading, caption and byline has a fact, or is an exception."""
    for iri, article in data.articles.items():
        spans = locate_all(article, data.by_article[iri], Report())
        places = [(*span, data.by_iri[node]) for node, span in spans.items()]
        for start, end in article.sentences():
            report.count("sentences")
            over = [p for a, b, p in places if a < end and start < b]
            if any(len(p.facts) for p in over):
                report.count("sentences stated")
            elif over and not any(data.exemptions.cover("sentence", p.name, p.quote) for p in over):
                report.fault(
                    "sentence",
                    ", ".join(p.name for p in over),
                    f"no fact states “{shortened_text(article.words(start, end), 24)}”",
                    "state what it says, or list its words among the exceptions with a reason",
                )


def check_mentions(data: Dataset, report: Report) -> None:
    """Check that facts mention each entity named in a quote, and no entity not named."""
    for passage in data.passages:
        report.count("mentions", len(passage.mentions))
        for mention in unstated_mentions(data, passage, report):
            report.fault(
                "mention",
                passage.name,
                f"no fact mentions {mention.words}",
                f"state a fact about {names(mention.entities - passage.nodes)}, "
                "or list the words among the exceptions with a reason",
            )
        _check_implied(data, passage, report)


def unstated_mentions(data: Dataset, passage: Passage, report: Report) -> Iterator[Mention]:
    """Yield the names in a passage that no fact mentions and no exception covers.

    Args:
        report: counts the others.
    """
    for mention in passage.mentions:
        if mention.entities <= passage.nodes or data.is_measured(passage, mention):
            report.count("mentions stated")
        elif data.exemptions.cover_span(
            "mention", passage.name, passage.quote, mention.start, mention.end
        ):
            report.count("mentions excepted")
        else:
            yield mention


def _check_implied(data: Dataset, passage: Passage, report: Report) -> None:
    read = [passage, *data.context(passage)]
    for node in sorted(n for n in passage.nodes if isinstance(n, NamedNode)):
        if not is_entity(node) or node not in data.gazetteer:
            continue
        if any(form in p.quote for p in read for form in data.names(node, p.language, p.article)):
            continue
        if data.exemptions.cover("implied", passage.name, name(node)):
            report.count("mentions implied")
            continue
        report.fault(
            "implied",
            passage.where(node),
            "none of its names is in this passage or in the passages to be read with it",
            "correct the entity, add the printed form to its names, name the passage that has it "
            "in sy:readWith, or list it among the exceptions with a reason",
        )
