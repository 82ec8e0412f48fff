"""The review page: the article on the left, the candidates of a sentence on the right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from sygraph.author.additions import HAND
from sygraph.author.draft_files import RULES
from sygraph.author.reviewing import Proposal, Review, Sheet, Unsaid
from sygraph.author.statement_forms import Choices, choices, fields, form_values
from sygraph.check import Fault
from sygraph.entities.facts import Fact
from sygraph.entities.resolve import labels
from sygraph.entities.wording import capital, standard_words
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import GAZETTEER, PREF_LABEL, RDF_TYPE, compact, curie
from sygraph.pages.cards import Card, figure_cards
from sygraph.pages.proof_view import Part
from sygraph.pages.render import Site, render
from sygraph.pages.texts import texts, words
from sygraph.pages.view_models import Row, node_text, rows
from sygraph.store.inference import inferred, rules, with_merge
from sygraph.store.interface import OxigraphStore
from sygraph.store.load import build, needed, read
from sygraph.text.language import language_of

__all__ = ["Preview", "next_candidate", "review_addition", "review_form", "review_page"]

# The reasons to reject a candidate, which a digit chooses; their texts are in the locales.
_REASONS = ("said", "subject", "measure", "value", "period", "twice")


class Preview:
    """The graph with all that a draft proposes, to find what to call its statements."""

    def __init__(self, review: Review) -> None:
        self._review = review
        self._held: dict[tuple[NamedNode, NamedNode], frozenset[Quad]] = {}
        self._kg: KnowledgeGraph | None = None
        self._shared: list[Quad] = []

    def graph(self, sheets: Sequence[Sheet]) -> KnowledgeGraph:
        """Return the graph with the candidates of these passages in it."""
        wanted = {
            (sheet.iri, one.node): frozenset(_quads(one))
            for sheet in sheets
            for one in sheet.candidates
        }
        changed = any(self._held.get(key, quads) != quads for key, quads in wanted.items())
        if self._kg is None or changed:
            files = self._review.files
            self._kg, self._held = KnowledgeGraph(OxigraphStore(build(files)), files), {}
            self._shared = [q for path in files.gazetteers for q in read(path, GAZETTEER)]
        new = [quad for key in wanted.keys() - self._held.keys() for quad in wanted[key]]
        if new:
            new += needed(self._shared, new)
            assert isinstance(self._kg.store, OxigraphStore)
            engine = self._kg.store.engine
            engine.extend(with_merge(new))
            nodes = {quad.subject for quad in new}
            for rule in rules():
                engine.extend(with_merge(list(inferred(engine, rule, nodes))))
            self._held |= wanted
        return self._kg


def _quads(one: Proposal) -> Iterable[Quad]:
    for graph, triples in (
        (one.statement.passage, one.statement.facts),
        (GAZETTEER, one.statement.entries),
    ):
        yield from (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


@dataclass(frozen=True)
class ShownProposal:
    """A candidate on the page.

    Attributes:
        marks: its class, which rule proposes it, and whether it was edited.
        card: its amount, subject and period, if it is a statement.
        facts: what it states, a row for each property.
        new: the names that it brings into the gazetteer.
        rests: the other candidates that it is about.
        cities: the new cities that need a country, by IRI and name.
    """

    iri: str
    short: str
    name: str
    marks: tuple[str, ...]
    card: Card | None
    facts: tuple[Row, ...]
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
    new: tuple[str, ...]
    rests: tuple[str, ...]
    digest: str
    cities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ReviewedSentence:
    """A sentence in the text of the article; in the current one, what is unsaid is marked."""

    number: int
    parts: tuple[Part, ...]
    left: int
    stated: int
    apart: bool
    current: bool
    lost: bool


@dataclass
class ReviewedParagraph:
    """Sentences that stand together in the text."""

    role: str
    lines: list[ReviewedSentence] = field(default_factory=list)


@dataclass(frozen=True)
class UnsaidCount:
    """How much a sentence and the article leave unsaid of one kind."""

    kind: str
    here: int
    all: int


def review_page(
    site: Site, review: Review, preview: Preview, number: int | None = None, node: str = ""
) -> str:
    """Return the page of an article's review.

    Args:
        number: the passage to show; the first one with something to decide if None.
        node: the candidate to choose.
    """
    sheets = review.sheets()
    order = _order(sheets)
    current = next((s for s in sheets if s.number == number), None) or _first(order, sheets)
    after = following(order, current)
    before = following(order[::-1], current)
    graph = preview.graph(sheets)
    preview_site = Site(graph, site.lang, site.links)
    names = {one.node for sheet in sheets for one in sheet.candidates}
    shown = [_shown(preview_site, review, current, one, names) for one in current.candidates]
    title = labels(site.kg.store, [NamedNode(review.article.iri)], site.lang)
    unsaid = review.unsaid()
    here = Unsaid() if current.gone else unsaid.get(current.iri, Unsaid())
    places = review.countries() if any(one.cities for one in shown) else Choices(())
    counts = {sheet.iri: _counts(sheet, unsaid.get(sheet.iri, Unsaid())) for sheet in sheets}
    return render(
        site,
        "review.html",
        id=review.id,
        iri=review.article.iri,
        heading=node_text(NamedNode(review.article.iri), title, site.lang),
        reviewer=review.by,
        digest=review.digest,
        undo=review.can_undo,
        language=current.language,
        paragraphs=_paragraphs(review.spans(), sheets, current, unsaid.get(current.iri)),
        gone=[s for s in sheets if s.gone],
        sheet=current,
        candidates=shown,
        chosen=node if any(one.iri == node for one in shown) else "",
        counters=[
            UnsaidCount(kind, counts[current.iri][kind], sum(one[kind] for one in counts.values()))
            for kind in ("numerals", "names", "words")
        ],
        left=sum(len(sheet.candidates) for sheet in sheets),
        unsaid=list(_unsaid_words(current, here)),
        countries=places,
        country_names=_names(review, (*places.here, *places.others), site.lang),
        before=before and before.number,
        after=after and after.number,
        reasons=_REASONS,
    )


def review_form(site: Site, review: Review, preview: Preview, one: Proposal) -> str:
    """Return the form in which a candidate is edited, as a part of the page."""
    data = review.data
    facts = one.statement.facts
    found = choices(data, data.by_iri.get(one.statement.passage), facts, one.statement.entries)
    graph = preview.graph(review.sheets())
    terms = {term for each in found.values() for term in (*each.here, *each.others)}
    return render(
        site,
        "review_form.html",
        fields=fields(facts),
        values=form_values(facts),
        choices=found,
        names=labels(graph.store, terms, site.lang),
        turtle=review.turtle(one),
        language=data.language(NamedNode(review.article.iri)),
    )


def review_addition(site: Site, review: Review, preview: Preview, passage: NamedNode) -> str:
    """Return the form for a fact that no draft has, as a part of the page."""
    offered = review.additions(passage)
    graph = preview.graph(review.sheets())
    found = offered.choices
    terms = {term for each in found.values() for term in (*each.here, *each.others)}
    return render(
        site,
        "review_add.html",
        offered=offered,
        slots=tuple(dict.fromkeys(slot for slots in offered.kinds.values() for slot in slots)),
        names=labels(graph.store, terms, site.lang),
        short={term: compact(term.value) for term in terms},
        quote=review.data.by_iri[passage].quote,
        language=review.data.language(NamedNode(review.article.iri)),
    )


def _names(review: Review, nodes: Iterable[NamedNode], lang: str) -> dict[NamedNode, str]:
    """Return what to call entries of the gazetteer, those that the graph of a page leaves out too.

    The names of new ones are those that the draft proposes.
    """
    data, new = review.data, review.entries()
    found = {}
    for node in nodes:
        own = [t.object for t in new if t.subject == node and t.predicate == PREF_LABEL]
        stated = [*data.gazetteer.all(node, PREF_LABEL), *own]
        named = {
            o.language.lower(): o.value for o in stated if isinstance(o, Literal) and o.language
        }
        found[node] = named.get(lang.lower()) or named.get("en") or curie(node.value)
    return found


def _unsaid_words(sheet: Sheet, unsaid: Unsaid) -> Iterable[tuple[str, str]]:
    """Yield the words of a sentence that an exception may excuse, each with its kind."""
    if not sheet.stated and not sheet.candidates and not sheet.gone:
        yield "sentence", sheet.quote
    kinds = (("numeral", unsaid.numerals), ("mention", unsaid.names), ("words", unsaid.words))
    for kind, spans in kinds:
        for said in dict.fromkeys(sheet.quote[start:end] for start, end in spans):
            yield kind, said


def following(order: Sequence[Sheet], current: Sheet) -> Sheet | None:
    """Return the next passage after one that has something to decide, from the first on again."""
    left = [sheet for sheet in order if sheet.candidates and sheet.iri != current.iri]
    later = [s for s in left if order.index(s) > order.index(current)] if current in order else []
    return (later or left or [None])[0]  # type: ignore[list-item]


def next_candidate(
    review: Review, passage: NamedNode, node: NamedNode
) -> tuple[NamedNode, NamedNode] | None:
    """Return the passage and the name of the candidate that comes after one; None after the last.

    Those of the same sentence come first.
    """
    sheets = review.sheets()
    current = next((sheet for sheet in sheets if sheet.iri == passage), None)
    if current is None:
        return None
    names = [one.node for one in current.candidates]
    at = names.index(node) if node in names else len(names)
    left = [*names[at + 1 :], *names[:at]]
    if left:
        return passage, left[0]
    after = following(_order(sheets), current)
    return (after.iri, after.candidates[0].node) if after else None


def _order(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return passages in the order of the review: first those that a revision took facts from."""
    return sorted(sheets, key=lambda sheet: not (sheet.was and sheet.candidates))


def _first(order: Sequence[Sheet], sheets: Sequence[Sheet]) -> Sheet:
    return next((sheet for sheet in order if sheet.candidates), sheets[0])


def _paragraphs(
    spans: Mapping[NamedNode, tuple[int, int]],
    sheets: Sequence[Sheet],
    current: Sheet,
    unsaid: Unsaid | None,
) -> list[ReviewedParagraph]:
    """Return the passages by paragraph; at most a space stands between those of one."""
    found: list[ReviewedParagraph] = []
    end = -1
    for sheet in sheets:
        if sheet.gone:
            continue
        start, stop = spans[sheet.iri]
        if start not in (end, end + 1) or not found or found[-1].role != sheet.role:
            found.append(ReviewedParagraph(sheet.role))
        here = sheet.iri == current.iri
        found[-1].lines.append(
            ReviewedSentence(
                sheet.number,
                _sentence(sheet.quote, unsaid) if here and unsaid else (Part(sheet.quote),),
                len(sheet.candidates),
                sheet.stated,
                start == end + 1,
                here,
                bool(sheet.was and sheet.candidates),
            )
        )
        end = stop
    return found


def _sentence(quote: str, unsaid: Unsaid) -> tuple[Part, ...]:
    """Return a sentence with the numerals and names marked that are not stated yet."""
    return _parts(quote, sorted([*unsaid.numerals, *unsaid.names]))


def _parts(quote: str, spans: Iterable[tuple[int, int]]) -> tuple[Part, ...]:
    found: list[Part] = []
    place = 0
    for start, end in spans:
        if start < place:
            continue
        found += [Part(quote[place:start])] if place < start else []
        found.append(Part(quote[start:end], marked=True))
        place = end
    return (*found, Part(quote[place:])) if place < len(quote) else tuple(found)


def _counts(sheet: Sheet, unsaid: Unsaid) -> dict[str, int]:
    """Return how many numerals, names and words are unsaid; of Chinese words, the characters."""
    spaced = not language_of(sheet.language).is_chinese
    pieces = [sheet.quote[start:end] for start, end in unsaid.words]
    return {
        "numerals": len(unsaid.numerals),
        "names": len(unsaid.names),
        "words": sum(len(piece.split() if spaced else piece) for piece in pieces),
    }


def _shown(
    site: Site, review: Review, sheet: Sheet, one: Proposal, drafted: Collection[NamedNode]
) -> ShownProposal:
    facts = [
        Fact(t.subject, t.predicate, t.object, (sheet.iri,))  # type: ignore[arg-type]
        for t in one.statement.facts
    ]
    nodes = [one.node, *(term for f in facts for term in (f.predicate, f.object))]
    named = [term for term in nodes if isinstance(term, NamedNode)]
    names = labels(site.kg.store, named, site.lang) | standard_words(site.lang)
    kinds = [f.object for f in facts if f.predicate == RDF_TYPE]
    new = dict.fromkeys(t.subject for t in one.statement.entries)
    return ShownProposal(
        one.node.value,
        curie(one.node.value),
        names[one.node],
        tuple(_marks(site.lang, sheet, one, [names[k] for k in kinds if isinstance(k, NamedNode)])),
        figure_cards(site, [one.node]).get(one.node.value) if kinds else None,
        rows(facts, names, site.lang),
        _parts(sheet.quote, one.marks),
        review.faults(one),
        tuple(curie(iri.value) for iri in new if isinstance(iri, NamedNode)),
        tuple(names[f.object] for f in facts if f.object in drafted and f.object != one.node),  # type: ignore[index]
        one.digest,
        tuple((city.value, curie(city.value)) for city in review.without_country(one)),
    )


def _marks(lang: str, sheet: Sheet, one: Proposal, kinds: Iterable[str]) -> Iterable[str]:
    t = words(lang)
    yield from map(capital, kinds)
    if one.statement.rule is not None:
        rule = one.statement.rule.value.removeprefix(RULES)
        yield t("review.from", rule=texts(lang).get(f"review.rule.{rule}", rule))
        if one.statement.sure is not None and rule != HAND:
            yield t("review.sure", percent=f"{one.statement.sure:.0%}")
    elif sheet.was:
        yield t("review.lost")
    if one.statement.edited:
        yield t("review.edited")
