"""Check what may be added to an article, passage by passage, without reading the rest again."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sygraph.check import (
    Dataset,
    Exemptions,
    Fault,
    Report,
    check_dataset,
    read_background,
    read_dataset,
    read_shapes,
)
from sygraph.check.fault_lines import locate_faults
from sygraph.check.layers import check_layers, foreign
from sygraph.check.quotes import locate_all
from sygraph.check.shapes import ShapeCheck
from sygraph.check.terms import Facts, Node, Term
from sygraph.check.translations import check_translations
from sygraph.check.vocabulary import check_vocabulary
from sygraph.data import ArticleFiles, Files
from sygraph.errors import DataError, NotFound, nearest
from sygraph.namespaces import GAZETTEER, LABELS, RDF_TYPE, curie, is_passage, sy, translations_of
from sygraph.store.load import build, read

__all__ = ["PassageCheck", "Tried", "check_passages", "fault_key"]

Key = tuple[str, str, str]
# What is known of a file without reading it: when it was changed, and its size.
_Stamp = tuple[str, int, int, int]
_Fact = tuple[Node, NamedNode, Term]


def fault_key(fault: Fault) -> Key:
    """Return what makes a fault the same one in another run of the check."""
    return fault.kind, fault.where, fault.message


@dataclass(frozen=True)
class Tried:
    """Statements of a passage, and what they need.

    Attributes:
        context: What is added to the description of the passage.
        entries: What is added to the gazetteer.
    """

    passage: NamedNode
    facts: Sequence[Triple]
    context: Sequence[Triple] = ()
    entries: Sequence[Triple] = ()


@dataclass
class _Other:
    """Another article of the workspace: the statements that are its own, and its words."""

    stated: dict[NamedNode, str] = field(default_factory=dict)
    quotes: list[str] = field(default_factory=list)


class PassageCheck:
    """The checks of `sygraph check`, for what is added to one article.

    What passes stays, so that what is tried next is checked beside it. The files are read once:
    `of` returns the same object until one of them changes; where only facts of the article did,
    it reads these.
    """

    _warm: ClassVar[dict[tuple[str, ...], PassageCheck]] = {}

    def __init__(self, files: Files, id: str) -> None:
        self._files, self._id = files.use(), id
        self._stamps = _stamps(files)
        only = files.only(id)
        article = only.article(id)
        self._home = NamedNode(article.iri)
        self._rules = [rule for path in files.shape_files for rule in read_shapes(Path(path))]
        self._lines = Exemptions.read([article]).lines
        self._base = read_dataset(only)
        self._only = only
        self._others = {other.id: _other(other) for other in files.articles if other.id != id}
        report = Report()
        locate_all(self._base.articles[self._home], self._base.passages, report)
        self._misquoted = {fault.where: fault for fault in report.faults}
        self._shapes: ShapeCheck | None = None
        # The faults of passages without what is added, and of the files with it.
        self._kept: dict[NamedNode, set[Key]] = {}
        self._assembled: set[Key] = set()
        self.begin()
        self._known_keys: set[Key] | None = None
        files.use()

    @property
    def _known(self) -> set[Key]:
        """The faults that the files have without what is added."""
        if self._known_keys is None:
            self._known_keys = set(map(fault_key, self._assembled_faults(self._base)))
            self._files.use()
        return self._known_keys

    @classmethod
    def of(cls, files: Files, id: str) -> PassageCheck:
        """Return the check of an article, as its files are now, with nothing added to it."""
        key = *map(str, files.spec), id
        found = cls._warm.get(key)
        if found is None or found.refresh() is None:
            cls._warm.pop(key, None)
            found = cls._warm[key] = cls(files, id)
        files.use()
        found.begin()
        return found

    @classmethod
    def changed(cls, files: Files) -> dict[str, set[NamedNode]]:
        """Return the passages whose facts have changed, by the ids of articles read before.

        Articles whose files cannot be read, or in which something else has changed, have none.
        """
        found = {}
        for id in (article.id for article in files.articles):
            warm = cls._warm.get((*map(str, files.spec), id))
            with suppress(DataError):
                if warm is not None and (passages := warm.refresh()):
                    found[id] = passages
        return found

    @property
    def data(self) -> Dataset:
        """What the files state of the article, without what was added."""
        return self._base

    def begin(self) -> None:
        """Remove what was added."""
        self._data = self._base
        self._added: list[Tried] = []
        self._before = dict(self._kept)

    def keep(self) -> None:
        """Take what was added for what the files state, now that it is written there."""
        if not self._added:
            return
        self._data.files = self._files_with(self._data)
        self._known_keys = self._known | self._assembled
        self._kept = self._before
        if self._shapes is not None:
            self._shapes.keep()
        self._base, self._stamps = self._data, _stamps(self._files)
        self.begin()

    def refresh(self) -> set[NamedNode] | None:
        """Read the facts that have changed in the article's own file; return their passages.

        None if something else has changed: then a new object has to read the files.
        """
        stamps = _stamps(self._files)
        if stamps == self._stamps:
            return set()
        article = self._only.article(self._id)
        if {path for path, *_ in set(stamps) ^ set(self._stamps)} != {article.trig}:
            return None
        own = read(article.trig, self._home)
        if any(foreign(quad, article) for quad in own):
            return None
        before, now = _by_graph(self._base.files[article.trig]), _by_graph(own)
        changed = {graph for graph in {*before, *now} if before.get(graph) != now.get(graph)}
        described = {*before.get(self._home, ())} ^ {*now.get(self._home, ())}
        passages: set[Node] = {s for s, _, _ in described} | (changed - {self._home})
        known = self._base.by_iri
        if any(p == sy("quote") for _, p, _ in described) or not passages <= known.keys():
            return None
        graphs = {graph: Facts(list(now.get(graph, {}))) for graph in changed}
        self._base = self._base.replacing(graphs)
        self._base.files = {**self._base.files, article.trig: own}
        self._stamps = stamps
        self._shapes, self._known_keys, self._kept = None, None, {}
        self.begin()
        return {
            passage.iri
            for passage in self._base.passages
            if passage.iri in passages or not passages.isdisjoint(passage.context)
        }

    def faults_of(self, passages: Collection[NamedNode]) -> list[Fault]:
        """Return the faults of passages as the files are now, but those of the shapes."""
        names = [curie(passage.value) for passage in passages]
        data = _reread(self._base, _and_context(self._base, passages))
        report = Report([self._misquoted[name] for name in names if name in self._misquoted])
        for passage in passages:
            facts = [Triple(*fact) for fact in data.graph(passage)]
            report.faults += self._of_others(Tried(passage, facts))
        report.faults += self._faults(data, passages)
        translations = translations_of(self._home.value)
        view = data.only(passages, {translations: data.graph(translations)})
        view.articles = data.articles
        check_translations(view, report)
        report.limit(names)
        report.fold()
        return locate_faults(report.faults, self._files)

    def try_facts(
        self,
        passage: NamedNode,
        facts: Iterable[Triple],
        context: Iterable[Triple] = (),
        entries: Iterable[Triple] = (),
    ) -> list[Fault]:
        """Return the faults that facts of a passage would make; without any, they stay.

        Args:
            context: What is added to the description of the passage.
            entries: What is added to the gazetteer.
        """
        tried = Tried(passage, tuple(facts), tuple(context), tuple(entries))
        if (misquoted := self._misquoted.get(curie(passage.value))) is not None:
            return [misquoted]
        if passage not in self._before:
            self._before[passage] = self._keys(self._data, [passage])
            if not self._added:
                self._kept[passage] = self._before[passage]
        data = self._with(self._data, tried)
        faults = self._faults(data, [passage])
        new = [f for f in faults if not f.is_omission and fault_key(f) not in self._before[passage]]
        new += self._of_others(tried)
        if not new:
            self._data = data
            self._added.append(tried)
            self._before = {passage: set(map(fault_key, faults))}
        return new

    def try_statement(
        self,
        passage: NamedNode,
        facts: Iterable[Triple],
        context: Iterable[Triple] = (),
        entries: Iterable[Triple] = (),
    ) -> list[Fault]:
        """Return all faults that facts of a passage would make, as `try_facts` and together."""
        before = self._data, list(self._added), self._before
        faults = self.try_facts(passage, facts, context, entries) or self.faults_together()
        if faults:
            self._data, self._added, self._before = before
        return faults

    def omissions(self, passage: NamedNode) -> list[Fault]:
        """Return what a passage leaves unsaid."""
        name = curie(passage.value)
        return [f for f in self._faults(self._data, [passage]) if f.is_omission and f.where == name]

    def faults_together(self) -> list[Fault]:
        """Return the faults that all that was added makes outside of its own passages.

        Those are faults of the shapes, of the files of the workspace, and of the passages of any
        article that print a name that is new.
        """
        if not self._added:
            return []
        faults = self._assembled_faults(self._data)
        self._assembled = set(map(fault_key, faults))
        faults = [fault for fault in faults if fault_key(fault) not in self._known]
        faults += self._violations()
        entries = [triple for tried in self._added for triple in tried.entries]
        faults += self._orphans(entries)
        near = self._near(entries)
        if near:
            faults += self._made(_reread(self._base, near), _reread(self._data, near), near)
        for id in self._naming(entries):
            faults += PassageCheck.of(self._files, id).try_entries(entries)
        return [fault for fault in faults if not fault.is_omission]

    def try_entries(self, entries: Sequence[Triple]) -> list[Fault]:
        """Return the faults that entries of the gazetteer make in the passages that name them."""
        forms = _forms(entries)
        near = [p.iri for p in self._base.passages if any(form in p.quote for form in forms)]
        data = _reread(self._base.adding(_in(t, GAZETTEER) for t in entries), near)
        return [fault for fault in self._made(self._base, data, near) if not fault.is_omission]

    def _with(self, data: Dataset, tried: Tried) -> Dataset:
        found = data.adding(self._quads(tried))
        if tried.entries or _nameless(found, tried.facts):
            found.reread(_and_context(found, [tried.passage]))
        return found

    def _faults(self, data: Dataset, passages: Collection[NamedNode]) -> list[Fault]:
        """Return the faults of some passages, read with those that they are to be read with."""
        shown = _and_context(data, passages)
        entries = Facts(data.gazetteer.triples[len(self._base.gazetteer) :])
        view = data.only(shown, {GAZETTEER: entries})
        known = (data.by_iri.get(passage) for passage in passages)
        stated = {passage.name for passage in known if passage and passage.facts}
        # That a sentence states nothing is not looked for here; that it does is.
        unstated = {e for e in self._lines if e.kind == "sentence" and e.passage not in stated}
        view.exemptions = Exemptions(self._lines, unstated)
        found = check_dataset(view, self._rules).faults
        return [fault for fault in found if fault.kind != "orphan"]  # see _orphans

    def _keys(self, data: Dataset, passages: Collection[NamedNode]) -> set[Key]:
        return set(map(fault_key, self._faults(data, passages)))

    def _made(self, before: Dataset, after: Dataset, passages: list[NamedNode]) -> list[Fault]:
        """Return the faults of passages that they have only after a change."""
        known = self._keys(before, passages)
        return [fault for fault in self._faults(after, passages) if fault_key(fault) not in known]

    def _of_others(self, tried: Tried) -> Iterator[Fault]:
        """Yield a fault for each statement that is another article's."""
        nodes = {t.subject for t in tried.facts if isinstance(t.subject, NamedNode)}
        for node in sorted(nodes, key=lambda node: node.value):
            for other in self._others.values():
                if (place := other.stated.get(node)) is not None:
                    yield Fault(
                        "statement",
                        f"{curie(tried.passage.value)} {curie(node.value)}",
                        f"{place} states it too: a statement belongs to one article",
                        "give it another name here",
                        also=place,
                    )

    def _assembled_faults(self, data: Dataset) -> list[Fault]:
        """Return the faults of the files, and of properties in the wrong direction."""
        report = Report()
        view = data.only((p.iri for p in data.passages), {})
        view.files = self._files_with(data)
        check_layers(view, self._only, report)
        view.files = {}
        check_vocabulary(view, report)
        return report.faults

    def _orphans(self, entries: Iterable[Triple]) -> Iterator[Fault]:
        """Yield a fault for each entry that no passage of the article mentions."""
        for node in dict.fromkeys(triple.subject for triple in entries):
            if not any(node in passage.nodes for passage in self._data.passages):
                yield Fault(
                    "orphan",
                    curie(str(getattr(node, "value", node))),
                    "no passage mentions it",
                    "state what the article says about it, or remove it from the draft",
                )

    def _files_with(self, data: Dataset) -> dict[str, list[Quad]]:
        """Return what each file would state."""
        own, gazetteer = (
            self._only.article(self._id).trig,
            self._only.file("graph", "gazetteer.ttl"),
        )
        files = {path: list(data.files.get(path, ())) for path in (own, gazetteer)}
        for tried in self._added:
            for quad in self._quads(tried):
                files[gazetteer if quad.graph_name == GAZETTEER else own].append(quad)
        return {**data.files, **{path: quads for path, quads in files.items() if quads}}

    def _violations(self) -> Iterator[Fault]:
        if self._shapes is None:
            background, shared = read_background(self._files.only(self._id))
            entries = [q for quads in background.values() for q in quads if q.subject in shared]
            self._shapes = ShapeCheck(
                build(self._files.only(self._id)),
                self._rules,
                [quad for quad in entries if quad.graph_name == GAZETTEER],
            )
            self._files.use()
        quads = [quad for tried in self._added for quad in self._quads(tried)]
        for where, problem, fix in self._shapes.adding(quads):
            yield Fault("shape", where, problem, fix or "see ontology/shapes.ttl")

    def _quads(self, tried: Tried) -> Iterator[Quad]:
        yield from (_in(triple, tried.passage) for triple in tried.facts)
        yield from (_in(triple, self._home) for triple in tried.context)
        yield from (_in(triple, GAZETTEER) for triple in tried.entries)

    def _near(self, entries: Iterable[Triple]) -> list[NamedNode]:
        """Return the other passages that names or types which are new may put in the wrong."""
        facts = [triple for tried in self._added for triple in tried.facts]
        forms = _forms(entries)
        for node in self._data.nameless & {t for f in facts for t in (f.subject, f.object)}:
            forms |= self._data.names(node, self._base.language(self._home), self._home)
        typed = {t.subject for t in facts if t.predicate == RDF_TYPE}
        own = {tried.passage for tried in self._added}
        return [
            passage.iri
            for passage in self._data.passages
            if passage.iri not in own
            and (
                any(form in passage.quote for form in forms)
                or not typed.isdisjoint(passage.nodes)
                or not own.isdisjoint(passage.context)
            )
        ]

    def _naming(self, entries: Iterable[Triple]) -> Iterator[str]:
        """Yield the other articles that print a name which is new."""
        forms = {t.object.value for t in entries if isinstance(t.object, Literal)}
        for id, other in self._others.items():
            if any(form in quote for form in forms for quote in other.quotes):
                yield id


def _in(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def check_passages(files: Files, names: Iterable[str]) -> Report:
    """Return the faults of some passages, read with those that they are to be read with.

    Args:
        names: The names of the passages: dalian-trade/30.

    Raises:
        DataError: There is no such article, or a file cannot be read.
        NotFound: An article has no such passage.
    """
    wanted: dict[str, list[str]] = {}
    for name in names:
        wanted.setdefault(name.rpartition("/")[0], []).append(name)
    report = Report()
    for id, own in wanted.items():
        checker = PassageCheck.of(files, id)
        known = {passage.name: passage.iri for passage in checker.data.passages}
        for name in own:
            if name not in known:
                near = nearest(name, known) or list(known)[:1]
                hint = f"did you mean {near[0]}?" if near else None
                raise NotFound(f"there is no passage {name}", hint=hint)
        report.faults += checker.faults_of([known[name] for name in own])
    return report


def _by_graph(quads: Iterable[Quad]) -> dict[NamedNode, dict[_Fact, None]]:
    """Return the statements of each graph, in order."""
    found: dict[NamedNode, dict[_Fact, None]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, NamedNode)
        assert not isinstance(quad.subject, Triple)
        fact = quad.subject, quad.predicate, quad.object
        found.setdefault(quad.graph_name, {})[fact] = None
    return found


def _and_context(data: Dataset, passages: Iterable[NamedNode]) -> set[NamedNode]:
    shown = set(passages)
    return shown.union(*(p.context for p in data.passages if p.iri in shown))


def _reread(data: Dataset, passages: Iterable[NamedNode]) -> Dataset:
    found = data.adding(())
    found.reread(passages)
    return found


def _nameless(data: Dataset, facts: Iterable[Triple]) -> bool:
    """Whether facts are about what articles call by words of their own."""
    return any(t.subject in data.nameless or t.object in data.nameless for t in facts)


def _forms(entries: Iterable[Triple]) -> set[str]:
    """Return the names that entries give."""
    return {
        triple.object.value
        for triple in entries
        if triple.predicate in LABELS and isinstance(triple.object, Literal)
    }


def _other(article: ArticleFiles) -> _Other:
    found = _Other()
    for quad in read(article.trig, NamedNode(article.iri)):
        graph = quad.graph_name
        if quad.predicate == sy("quote") and isinstance(quad.object, Literal):
            found.quotes.append(quad.object.value)
        elif quad.predicate == RDF_TYPE and isinstance(graph, NamedNode) and is_passage(graph):
            assert isinstance(quad.subject, NamedNode)
            found.stated.setdefault(
                quad.subject, f"{curie(graph.value)} {curie(quad.subject.value)}"
            )
    return found


def _stamps(files: Files) -> tuple[_Stamp, ...]:
    """Return what tells whether a file that the checks read was changed."""
    paths = [*files.ontologies, *files.gazetteers, *files.shape_files]
    paths.append(files.file("graph", "gazetteer.ttl"))
    for article in files.articles:
        paths += [article.trig, article.text, article.exceptions]
    paths += [path for _, path in files.translations()]
    found = []
    for path in dict.fromkeys(map(str, paths)):
        try:
            stat = os.stat(path)
        except OSError:
            continue
        found.append((path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(found)
