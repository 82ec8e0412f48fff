"""Revise an article: a new version of its text, in which a fact stays only where its words do.

The old version is kept in `versions/`. A passage keeps its number and its facts if its sentence is
the same, character by character; a sentence that has moved takes them to a new number. The facts
of any other sentence leave the graph, and are candidates in `drafts/`.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, Triple

from sygraph.author.adding import passage_text
from sygraph.author.alignment import Pair, Status, align
from sygraph.author.article_sources import Source
from sygraph.author.trig_text import (
    graph_block,
    parts,
    prefixes_of,
    renamed,
    statements,
    with_object,
)
from sygraph.check.passages import WORDINGS
from sygraph.data import ArticleFiles, Files
from sygraph.errors import SygraphError
from sygraph.namespaces import (
    RDF_TYPE,
    XSD,
    curie,
    declarations,
    is_passage,
    passage_number,
    sy,
    vocab,
)
from sygraph.rdf.output import write_files
from sygraph.store.load import read
from sygraph.text.article import Article
from sygraph.text.detection import language_of_text
from sygraph.text.marks import article_language
from sygraph.text.roles import Unit, read_units

__all__ = ["NodeChange", "PassageChange", "Revision", "revise"]

_QUOTE, _ROLE, _READ_WITH = sy("quote"), vocab("dcterms:type"), sy("readWith")
_VERSION, _DIGEST = vocab("schema:version"), vocab("schema:sha256")
_LEAD = re.compile(r"(?:\s|#[^\n]*(?:\n|$))*")
_STATUSES: tuple[Status, ...] = ("kept", "moved", "changed", "lost", "added")
_DRAFTS = """\
# Candidates for facts of {id}, which no graph has: `sygraph accept {id}` takes those that hold.
"""


@dataclass(frozen=True)
class NodeChange:
    """What has become of the facts that a passage states about a node.

    Attributes:
        status: `kept` and `moved` facts are in the graph, `changed` and `lost` ones in the drafts.
        facts: how many there are.
        words: the wordings of the node.
        stand: whether these stand in the new sentence; facts that have left the graph may still.
    """

    node: str
    status: Status
    facts: int
    words: tuple[str, ...]
    stand: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "node": curie(self.node),
            "status": self.status,
            "facts": self.facts,
            "words": list(self.words),
            "stand": self.stand,
        }


@dataclass(frozen=True)
class PassageChange:
    """What has become of a passage: its names and its words in both versions.

    Attributes:
        context: the changed or lost passages that it is to be read with.
    """

    status: Status
    old: str | None
    new: str | None
    was: str
    now: str
    nodes: tuple[NodeChange, ...] = ()
    context: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "status": self.status,
            "old": self.old and curie(self.old),
            "new": self.new and curie(self.new),
            "was": self.was,
            "now": self.now,
            "nodes": [node.as_dict() for node in self.nodes],
            "context": [curie(passage) for passage in self.context],
        }


@dataclass(frozen=True)
class Revision:
    """A new version of an article, which `write` puts in place of the old one.

    Attributes:
        version: the number of the new version.
        contents: the files of both versions, by their paths.
    """

    article: ArticleFiles
    version: int
    passages: tuple[PassageChange, ...]
    contents: Mapping[str, bytes] = field(repr=False)

    def write(self) -> None:
        """Write all files, or none.

        Raises:
            OutputError: one cannot be written to.
        """
        write_files(self.contents)

    def facts(self, *statuses: Status) -> int:
        """Return the number of facts with one of these statuses."""
        nodes = (node for passage in self.passages for node in passage.nodes)
        return sum(node.facts for node in nodes if node.status in statuses)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        return {
            "article": self.article.id,
            "version": self.version,
            "passages": [passage.as_dict() for passage in self.passages],
        }

    def as_text(self) -> str:
        """Return the report as lines to read, without the passages that are as before."""
        counts = Counter(passage.status for passage in self.passages)
        listed = ", ".join(f"{counts[status]} {status}" for status in _STATUSES if counts[status])
        lines = [
            f"{self.article.id}, version {self.version - 1} to {self.version}",
            f"passages: {listed}",
            f"facts: {self.facts('kept', 'moved')} in the graph, "
            f"{self.facts('changed', 'lost')} in the drafts",
        ]
        return "\n".join([*lines, *(line for one in self.passages for line in _lines(one))]) + "\n"


def _lines(one: PassageChange) -> Iterator[str]:
    left = [node for node in one.nodes if node.status in ("changed", "lost")]
    if one.status == "kept" and not left and not one.context:
        return
    names = dict.fromkeys(curie(name) for name in (one.old, one.new) if name)
    yield f"\n{one.status} {' to '.join(names)}"
    if one.was != one.now:
        both = (("was", one.was), ("now", one.now))
        yield from (f"  {when}  {words}" for when, words in both if words)
    else:
        yield f"  {one.now}"
    for node in left:
        why = "its words still stand" if node.stand else "its words are gone"
        words = f": {' … '.join(node.words)} ({why})" if node.words else ""
        yield f"  {node.status} {curie(node.node)}, {node.facts} facts{words}"
    if one.context:
        yield f"  read it again: {', '.join(map(curie, one.context))} is its context"


def revise(files: Files, id: str, source: Source) -> Revision:
    """Return the new version of an article of a workspace; nothing is written yet.

    Raises:
        DataError: there is no such article, or a file of it is broken.
        SygraphError: the article is not of this folder, or the text is the same or in another
            language.
    """
    article = files.use().own_article(id)
    return _Reviser(article, source).revision()


class _Reviser:
    """Compares two versions of an article, and writes the files of the new one."""

    def __init__(self, article: ArticleFiles, source: Source) -> None:
        self.article = article
        self.home = NamedNode(article.iri)
        self.trig = Path(article.trig).read_text("utf-8")
        self.prefixes = prefixes_of(self.trig)
        self._read(read(article.trig, self.home))
        self.text = Article(source.text, self.language)
        self._refuse(source.text)
        quotes = [(self.quotes[iri], self.roles.get(iri, "sentence")) for iri in self.quotes]
        before = Article.read(article.text, self.language)
        self.units = _units(self.text, before, quotes, source)
        old = list(self.quotes)
        self.pairs = align(list(self.quotes.values()), [unit.words for unit in self.units])
        self.numbers = _numbers(self.pairs, [passage_number(iri) for iri in old], self._used())
        self.old = old
        self._decide()

    def _read(self, quads: Sequence[Quad]) -> None:
        self.facts: dict[str, list[Triple]] = defaultdict(list)
        self.described: dict[str, list[Triple]] = defaultdict(list)
        self.quotes: dict[str, str] = {}
        self.roles: dict[str, str] = {}
        for quad in quads:
            graph, subject, value = quad.graph_name, quad.subject, quad.object
            if graph != self.home and isinstance(graph, NamedNode):
                self.facts[graph.value].append(quad.triple)
            elif isinstance(subject, NamedNode):
                self.described[subject.value].append(quad.triple)
                if quad.predicate == _QUOTE and isinstance(value, Literal):
                    self.quotes[subject.value] = value.value
                elif quad.predicate == _ROLE and isinstance(value, NamedNode):
                    self.roles[subject.value] = value.value.rpartition("#")[2]
        self.language = article_language(
            self._stated("schema:inLanguage"), "".join(self.quotes.values())
        )
        version = self._stated("schema:version")
        self.version = int(version) if version.isdecimal() else 1

    def _stated(self, name: str) -> str:
        found = (t for t in self.described[self.article.iri] if t.predicate == vocab(name))
        return next((t.object.value for t in found if isinstance(t.object, Literal)), "")

    def _refuse(self, text: str) -> None:
        if text.encode() == Path(self.article.text).read_bytes():
            raise SygraphError(f"the text of {self.article.id} is the same")
        found = language_of_text(text)
        if found != self.language:
            raise SygraphError(
                f"the text is in {found}, and {self.article.id} is in {self.language}",
                hint="add a translation as an article of its own",
            )

    def _used(self) -> set[int]:
        """The numbers of all passages that there are or ever were."""
        folder = Path(self.article.folder, "versions")
        earlier = sorted(folder.glob(f"{self.article.id}@*.trig"))
        quads = [quad for path in earlier for quad in read(path, self.home)]
        named = {quad.subject for quad in quads if is_passage(quad.subject)}
        return {passage_number(iri) for iri in [*self.quotes, *(str(n)[1:-1] for n in named)]}

    def _iri(self, number: int) -> str:
        return f"{self.article.base}passage/{self.article.id}/{number}"

    # What stays

    def _decide(self) -> None:
        """Decide which facts leave the graph: first by sentence, then those that rest on others."""
        self.leaving: dict[str, list[Triple]] = {}
        self.names: dict[str, str] = {}
        self.lost: set[str] = set()
        self.altered: set[str] = set()  # with another sentence, or none
        self.reworded: set[str] = set()  # and with other letters or without their facts
        for pair in self.pairs:
            if pair.old is None:
                continue
            old = self.old[pair.old]
            if pair.new is not None and self._iri(self.numbers[pair.new]) != old:
                self.names[old] = self._iri(self.numbers[pair.new])
            if pair.new is None:
                self.lost.add(old)
            if pair.status in ("changed", "lost"):
                self.altered.add(old)
                now = "" if pair.new is None else self.units[pair.new].words
                if not _holds(self.quotes[old], now, self.facts[old]):
                    self.leaving[old] = list(self.facts[old])
                if old in self.leaving or not _same_letters(self.quotes[old], now):
                    self.reworded.add(old)
        self.vanished = self._cascade()

    def _cascade(self) -> set[object]:
        """Take along the facts about statements that no passage states any more; return these."""
        while True:
            left = {triple.subject for gone in self.leaving.values() for triple in _typed(gone)}
            staying = {
                triple.subject
                for passage, stated in self.facts.items()
                for triple in _typed(stated)
                if triple not in self.leaving.get(passage, ())
            }
            vanished = set[object](left - staying)
            more = False
            for passage, stated in self.facts.items():
                gone = self.leaving.get(passage, [])
                own = {triple.subject for triple in _typed(stated)}
                rests = {t.subject for t in stated if t.object in vanished} & own
                taken = [
                    t
                    for t in stated
                    if t not in gone
                    and (t.subject in vanished or t.object in vanished or t.subject in rests)
                ]
                if taken:
                    self.leaving[passage] = [*gone, *taken]
                    more = True
            if not more:
                return vanished

    # The report

    def revision(self) -> Revision:
        """Return the report and the files."""
        changes = tuple(map(self._change, self.pairs))
        return Revision(self.article, self.version + 1, changes, self._contents())

    def _change(self, pair: Pair) -> PassageChange:
        new = None if pair.new is None else self._iri(self.numbers[pair.new])
        now = "" if pair.new is None else self.units[pair.new].words
        if pair.old is None:
            return PassageChange(pair.status, None, new, "", now)
        old = self.old[pair.old]
        status = "moved" if pair.status == "kept" and new != old else pair.status
        context = tuple(
            triple.object.value
            for triple in self.described[old]
            if triple.predicate == _READ_WITH
            and isinstance(triple.object, NamedNode)
            and triple.object.value in self.altered
        )
        nodes = tuple(self._nodes(old, now, status))
        return PassageChange(status, old, new, self.quotes[old], now, nodes, context)

    def _nodes(self, passage: str, now: str, status: Status) -> Iterator[NodeChange]:
        gone = self.leaving.get(passage, [])
        about: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.facts[passage]:
            about[_name(triple.subject)].append(triple)
        for node, stated in about.items():
            words = tuple(dict.fromkeys(_words(stated)))
            stand = bool(words) and all(word in now for word in words)
            left = [triple for triple in stated if triple in gone]
            rest = len(stated) - len(left)
            if left:
                how: Status = status if status in ("changed", "lost") else "lost"
                yield NodeChange(node, how, len(left), words, stand)
            if rest:
                kept: Status = "moved" if passage in self.names else "kept"
                yield NodeChange(node, kept, rest, words, stand)

    # The files

    def _contents(self) -> dict[str, bytes]:
        contents = dict(self._old_version())
        contents[self.article.text] = self.text.text.encode()
        contents[self.article.trig] = self._new_trig().encode()
        exceptions, dropped = self._new_exceptions()
        if exceptions is not None:
            contents[self.article.exceptions] = exceptions.encode()
        if os.path.exists(self.article.translations):
            contents[self.article.translations] = self._new_translations().encode()
        drafts = self._new_drafts(dropped)
        if drafts:
            contents[str(self._drafts)] = drafts.encode()
        rejected = self._drafts.with_suffix(".rejected.trig")
        if self.names and rejected.exists():
            text = rejected.read_text("utf-8")
            contents[str(rejected)] = renamed(text, self.names, prefixes_of(text)).encode()
        return contents

    @property
    def _drafts(self) -> Path:
        return Path(self.article.folder, "drafts", f"{self.article.id}.trig")

    def _old_version(self) -> Iterator[tuple[str, bytes]]:
        one, folder = self.article, Path(self.article.folder, "versions")
        for path in (one.text, one.trig, one.translations, one.exceptions):
            if os.path.exists(path):
                end = Path(path).name.removeprefix(one.id)
                kept = folder / f"{one.id}@{self.version}{end}"
                yield str(kept), Path(path).read_bytes()

    def _new_trig(self) -> str:
        head: list[str] = []
        chunks: dict[str, list[tuple[str, str]]] = defaultdict(list)
        place = 0
        for part in parts(self.trig):
            chunk, place = self.trig[part.start : part.end], part.end
            if part.iri in self.quotes:
                chunks[part.iri].append((part.kind, chunk))
            else:
                head.append(chunk)
        head = self._versioned(head)
        passages = [self._passage(pair, chunks) for pair in self.pairs if pair.new is not None]
        text = "".join([*head, *passages]).lstrip("\n")
        return renamed(text, self.names, self.prefixes).rstrip() + "\n" + self.trig[place:].lstrip()

    def _versioned(self, head: Sequence[str]) -> list[str]:
        """Return the head of the file with the number and the digest of the new version."""
        digest = sha256(self.text.text.encode()).hexdigest()
        found = list(head)
        for predicate, value in ((_VERSION, str(self.version + 1)), (_DIGEST, digest)):
            known = any(t.predicate == predicate for t in self.described[self.article.iri])
            if known:
                found = [
                    with_object(chunk, predicate.value, f'"{value}"', self.prefixes)
                    for chunk in found
                ]
            else:
                added = Triple(self.home, predicate, Literal(value))
                found.append("\n" + statements([added], self.prefixes).rstrip())
        return found

    def _passage(self, pair: Pair, chunks: Mapping[str, list[tuple[str, str]]]) -> str:
        """Return the text of a passage in the new version, still under its old name."""
        assert pair.new is not None
        unit = self.units[pair.new]
        if pair.old is None:
            iri = NamedNode(self._iri(self.numbers[pair.new]))
            return "\n\n" + passage_text(iri, unit, [], self.prefixes).rstrip()
        old = self.old[pair.old]
        found: dict[str, list[str]] = {"statement": [], "graph": []}
        for kind, chunk in chunks[old]:
            first = not found[kind]
            change = self._description if kind == "statement" else self._graph
            found[kind].append(change(old, chunk, unit.words, first))
        return "".join(found["statement"] + found["graph"])

    def _description(self, passage: str, chunk: str, words: str, first: bool) -> str:
        """Return a statement about a passage, with its new quote and without lost context."""
        described = self.described[passage]
        staying = [t for t in described if _name(t.object) not in self.lost]
        if len(staying) < len(described):
            chunk = _lead(chunk) + statements(staying, self.prefixes).rstrip() if first else ""
        if words == self.quotes[passage]:
            return chunk
        quoted = json.dumps(words, ensure_ascii=False)
        return with_object(chunk, _QUOTE.value, quoted, self.prefixes)

    def _graph(self, passage: str, chunk: str, words: str, first: bool) -> str:
        """Return a graph of a passage without the facts that leave it."""
        if passage not in self.leaving:
            return chunk
        gone = self.leaving[passage]
        staying = [t for t in self.facts[passage] if t not in gone] if first else []
        return _lead(chunk) + graph_block(NamedNode(passage), staying, self.prefixes).rstrip()

    def _new_exceptions(self) -> tuple[str | None, list[str]]:
        """Return the exceptions that still hold, if there is a list, and those that do not."""
        if not os.path.exists(self.article.exceptions):
            return None, []
        vanished = {curie(_name(node)) for node in self.vanished}
        staying, dropped = [], []
        for line in Path(self.article.exceptions).read_text("utf-8").splitlines():
            name, _, rest = line.partition("\t")
            number = re.fullmatch(rf"(?:p:|{re.escape(self.article.id)}/)(\d+)", name)
            iri = self._iri(int(number[1])) if number else ""
            words = rest.split("\t")[1:2]
            if iri in self.reworded or (iri in self.leaving and set(words) & vanished):
                dropped.append(line)
            elif iri in self.names:
                staying.append(f"p:{passage_number(self.names[iri])}\t{rest}")
            else:
                staying.append(line)
        return "\n".join(staying) + "\n", dropped

    def _new_translations(self) -> str:
        """Return the translations of what has the same words as before."""
        text = Path(self.article.translations).read_text("utf-8")
        prefixes, place, found = prefixes_of(text), 0, []
        vanished = {_name(node) for node in self.vanished}
        for part in parts(text):
            place = part.end
            if part.iri not in self.reworded and part.iri not in vanished:
                found.append(text[part.start : part.end])
        return renamed("".join(found), self.names, prefixes) + text[place:]

    def _new_drafts(self, dropped: Sequence[str]) -> str:
        """Return the drafts with what has left the graph, or nothing if nothing has."""
        gone = [passage for passage in self.quotes if self.leaving.get(passage)]
        renumbered = bool(self.names) and self._drafts.exists()
        if not gone and not dropped and not renumbered:
            return ""
        if self._drafts.exists():
            text = self._drafts.read_text("utf-8").rstrip() + "\n"
            declared = prefixes_of(text)
            text = renamed(text, self.names, declared)
        else:
            declared = self.prefixes
            text = f"{_DRAFTS.format(id=self.article.id)}\n{declarations(declared)}"
        successors = {self.old[p.old]: p.new for p in self.pairs if p.old is not None}
        for passage in gone:
            new = successors[passage]
            now = "no sentence follows it" if new is None else f"now: {self.units[new].words}"
            name = self.names.get(passage, passage)
            text += (
                f"\n# From version {self.version} of {curie(passage)}; "
                "its words are not the same any more.\n"
                f"# was: {self.quotes[passage]}\n# {now}\n"
            )
            text += graph_block(NamedNode(name), self.leaving[passage], declared)
        if dropped:
            lines = "".join(f"# {line}\n" for line in dropped)
            text += f"\n# Exceptions of version {self.version} that went with them:\n{lines}"
        return text


def _holds(was: str, now: str, stated: Sequence[Triple]) -> bool:
    """Whether facts of a sentence hold of its successor as well.

    They do if no letter or digit has changed and no question has come in or gone, so that only
    layout and punctuation differ, and if each wording still stands. A passage with a number or a
    date has no such leave: a point or a sign may be what has changed.

    >>> s, p = NamedNode("https://example.org/s"), sy("statedAs")
    >>> stated = [Triple(s, p, Literal("opens a route"))]
    >>> _holds("It opens a route.", "It opens a route!", stated)
    True
    >>> _holds("It opens a route.", "It never opens a route.", stated)
    False
    """
    if not stated:
        return True
    if any(isinstance(t.object, Literal) and _is_measured(t.object) for t in stated):
        return False
    return _same_letters(was, now) and all(word in now for word in _words(stated))


def _same_letters(was: str, now: str) -> bool:
    def letters(words: str) -> str:
        return "".join(letter for letter in words if letter.isalnum() or letter in "?？")

    return letters(was) == letters(now)


def _is_measured(value: Literal) -> bool:
    return value.datatype.value not in (XSD + "string", XSD + "boolean") and not value.language


def _words(stated: Iterable[Triple]) -> Iterator[str]:
    """Yield the texts that must stand in the sentence."""
    for triple in stated:
        if triple.predicate in WORDINGS and isinstance(triple.object, Literal):
            yield triple.object.value


def _typed(stated: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the facts that introduce a node."""
    return (triple for triple in stated if triple.predicate == RDF_TYPE)


def _name(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def _lead(chunk: str) -> str:
    """Return the blank lines and comments before a statement."""
    lead = _LEAD.match(chunk)
    return lead[0] if lead else ""


def _units(
    text: Article, old: Article, quotes: Sequence[tuple[str, str]], source: Source
) -> list[Unit]:
    """Return the units of the new text.

    Where the old passages are not the units of the old text, and these stand unchanged in the new
    one, they are divided in the same way. Nothing else of the old passages is looked for in a new
    sentence: with words before it, it may say the contrary.
    """
    units = read_units(text, title=source.title, author=source.author, captions=source.captions)
    words = [unit.words for unit in units]
    for printed, encoded in _divided(old, quotes):
        for place in range(len(words) - len(printed) + 1):
            end = place + len(printed)
            if words[place:end] == printed:
                at = units[place].start
                units[place:end] = [
                    replace(units[place], start=at, words=quote, role=role)  # type: ignore[arg-type]
                    for quote, role in encoded
                ]
                words[place:end] = [quote for quote, _ in encoded]
                break
    return units


def _divided(
    old: Article, quotes: Sequence[tuple[str, str]]
) -> Iterator[tuple[list[str], Sequence[tuple[str, str]]]]:
    """Yield the units of a text that its passages divide otherwise, and these passages."""
    ends = [end for _, end in old.locate([quote for quote, _ in quotes])]
    units = read_units(old)
    one = other = 0
    while one < len(ends) and other < len(units):
        first, start = one, other
        one, other = one + 1, other + 1
        while ends[one - 1] != units[other - 1].end:
            if ends[one - 1] < units[other - 1].end and one < len(ends):
                one += 1
            elif other < len(units):
                other += 1
            else:
                break
        printed = [unit.words for unit in units[start:other]]
        if printed != [quote for quote, _ in quotes[first:one]]:
            yield printed, quotes[first:one]


def _numbers(pairs: Sequence[Pair], old: Sequence[int], used: set[int]) -> list[int]:
    """Return the number of each passage of the new version, in order.

    A kept or changed sentence keeps its number; others get numbers between, which no version has
    used. Where there is no room, all that follow get new ones.

    >>> pairs = [Pair("kept", 0, 0), Pair("added", None, 1), Pair("kept", 1, 2)]
    >>> _numbers(pairs, [10, 20], {10, 20})
    [10, 15, 20]
    """
    following = [pair for pair in pairs if pair.new is not None]
    fixed = [
        old[pair.old] if pair.old is not None and pair.status != "moved" else None
        for pair in following
    ]
    found: list[int] = []
    while len(found) < len(fixed):
        last = found[-1] if found else 0
        here = fixed[len(found)]
        if here is not None and here > last:
            found.append(here)
            continue
        rest = fixed[len(found) :]
        count = next((n for n, number in enumerate(rest) if number is not None), len(rest))
        limit = rest[count] if count < len(rest) else None
        free = [] if limit is None else [n for n in range(last + 1, limit) if n not in used]
        if count and len(free) >= count:
            found += _spread(free, count)
            continue
        first = max({last, *used, *found}) // 10 * 10 + 10
        found += [first + 10 * n for n in range(len(rest))]
    return found


def _spread(free: Sequence[int], count: int) -> list[int]:
    """Return numbers in tens if there are enough, else numbers at about the same distance."""
    tens = [number for number in free if not number % 10]
    among = tens if len(tens) >= count else free
    return [among[(n * len(among) + len(among) // 2) // count] for n in range(count)]
