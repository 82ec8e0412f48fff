"""Make up as many articles as one likes, shaped as the project's own is.

    python benchmarks/corpus.py 100 -o corpus.nq [--seed N]
    python benchmarks/corpus.py 100 -o FOLDER/ [--seed N]

The first article is the project's own, word for word. Each further one takes some thirty of its
passages: what they mint (figures, events, partnerships, targets) is new, who and where they are
about (cities, companies, zones) is now and then one of the old and now and then somebody new, with
names in three languages; countries, fields and Shenyang itself stay. Words get a clause of their
own, figures other values and dates other years. It is written as it is made up, from a seed, so the
same seed gives the same bytes and a corpus of any size takes the same memory but for the names of
whom it knows.

As N-Quads it holds offsets too, as an export does; as a folder (a path that ends in /) it is laid
out as the project is, with each article's text beside it.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.namespaces import ARTICLE, DERIVED, GAZETTEER, ID, PASSAGE, PREFIXES, SY
from sygraph.store.interface import OxigraphStore

__all__ = ["Made", "articles", "quads", "write_folder", "write_quads"]

_SHARED = {"Country", "Field", "Region", "Corridor", PREFIXES["schema"] + "RiverBodyOfWater"}
_POOLED = {
    *("City", "Company", "Organization", "Person", "Park", "DevelopmentZone", "Zone", "Port"),
    *("Facility", "District", "Airport", "AirRoute", "RailService", "RailCorridor"),
    *("EventSeries", "FreeTradeZone", "BorderCrossing"),
}
_ALWAYS = {"shenyang", "china", "liaoning"}
_XSD = PREFIXES["xsd"]
_DATES = tuple(f"<{_XSD}{kind}>" for kind in ("date", "gYear", "gYearMonth"))
_SYLLABLES = ("an", "bei", "dao", "fen", "gu", "hai", "jin", "ko", "lin", "mor", "nes", "ost", "ra")
_HAN = "安北達芬固海金科林莫內奧拉山州島川原城港津浦泉橋門江河湖嶺岡丹寧平和順德康樂"
_HANS = "安北达芬固海金科林莫内奥拉山州岛川原城港津浦泉桥门江河湖岭冈丹宁平和顺德康乐"

SELECTED = 33


@dataclass(frozen=True)
class Made:
    """An article that was made up, or the project's own.

    Attributes:
        passages: each its IRI, its words, what its graph states, and what is said about it.
        names: what the gazetteer says of whom no earlier article was about.
        about: what is said of the article itself.
    """

    name: str
    passages: list[tuple[str, str, list[str], list[str]]]
    names: list[str]
    about: list[str]


class _Model:
    """The project's article as templates, in which what is to vary has a place."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.told: dict[str, list[str]] = {}
        self.passages: list[tuple[str, str, list[str], list[str]]] = []
        self.about: list[str] = []
        engine = OxigraphStore.bundled().engine
        home = ox.NamedNode(ARTICLE + "shenyang-2024")
        for quad in sorted(_graph(engine, GAZETTEER), key=str):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID):
                slug = quad.subject.value.removeprefix(ID)
                self.told.setdefault(slug, []).append(_template(quad))
                if quad.predicate.value.endswith("#type") and isinstance(quad.object, ox.NamedNode):
                    self.kinds[slug] = quad.object.value.removeprefix(SY)
        said: dict[str, list[str]] = {}
        quotes: dict[str, str] = {}
        for quad in sorted(_graph(engine, home), key=str):
            subject = str(quad.subject)[1:-1]
            if quad.predicate.value == SY + "quote" and isinstance(quad.object, ox.Literal):
                quotes[subject] = quad.object.value
            elif subject.startswith(PASSAGE):
                said.setdefault(subject, []).append(_template(quad))
            else:
                self.about.append(_template(quad))
        for passage in sorted(quotes, key=lambda iri: int(iri.rpartition("/")[2])):
            facts = [_template(quad) for quad in _graph(engine, ox.NamedNode(passage))]
            words = quotes[passage]
            self.passages.append((passage, words, sorted(facts), sorted(said.get(passage, []))))

    @cached_property
    def letters(self) -> str:
        """The characters of the article, each as often as it stands there."""
        text = "".join(words for _, words, _, _ in self.passages)
        return re.sub("[^\u4e00-\u9fff]", "", text)


def _graph(engine: ox.Store, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    return engine.quads_for_pattern(None, None, None, graph)


def _template(quad: ox.Quad) -> str:
    """A triple as a line, with places for entities, passages, the article, years and values."""
    line = " ".join(map(str, quad.triple)).replace("%", "%%")
    line = re.sub(f"<{ID}([^>]+)>", lambda found: f"<{ID}%({found[1]})s>", line)
    line = re.sub(f"(<{PASSAGE}|<{ARTICLE})shenyang-2024", r"\1%(:article)s", line)
    if line.endswith(_DATES):
        return re.sub(r'"(\d{4})', lambda found: f'"%(:{found[1]})s', line)
    if line.startswith("<" + ID) and f"<{SY}value>" in line:
        return re.sub(r'"([\d.]+)"\^\^', lambda found: f'"%(=:{found[1]})s"^^', line)
    return line


class _Names(dict[str, str]):
    """What stands in the places of one article's templates."""

    def __init__(self, corpus: _Corpus, number: int) -> None:
        super().__init__({":article": f"made-{number}" if number > 1 else "shenyang-2024"})
        self.corpus = corpus
        self.number = number
        self.shift = corpus.chance.randrange(-15, 1) if number > 1 else 0
        self.new: list[tuple[str, str]] = []

    def __missing__(self, key: str) -> str:
        if key.startswith("="):
            return key[2:]
        if key.startswith(":"):
            return f"{int(key[1:]) + self.shift:04}"
        name = self.corpus.name(key, self.number)
        self[key] = name
        if key in self.corpus.model.told and name not in self.corpus.known:
            if self.corpus.is_pooled(key):
                self.corpus.known.add(name)
            self.new.append((key, name))
        return name


class _Corpus:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.model = _Model()
        self.known = set(self.model.told)

    def is_pooled(self, slug: str) -> bool:
        return self.model.kinds.get(slug, "") in _POOLED and slug not in _ALWAYS

    def name(self, slug: str, number: int) -> str:
        """Whom an article means where the project's article means a slug."""
        if number == 1 or slug in _ALWAYS or self.model.kinds.get(slug) in _SHARED:
            return slug
        if not self.is_pooled(slug):
            return f"{slug}-{number}"
        # Half of what is told is of the well-known, the rest of ever more others.
        if self.chance.random() < 0.5:
            return slug
        return f"{slug}-v{self.chance.randrange(1, 2 + number // 10)}"

    def article(self, number: int) -> Made:
        names, chance, model = _Names(self, number), self.chance, self.model
        picked = model.passages
        if number > 1:
            picked = [picked[at] for at in sorted(chance.sample(range(len(picked)), SELECTED))]
        there = {passage.rpartition("/")[2] for passage, _, _, _ in picked}
        passages = []
        for passage, words, facts, said in picked:
            if number > 1:
                clause = "".join(chance.choices(model.letters, k=10))
                words = f"{words.rstrip('。')}，{clause}。"
            stated = [self._line(line, names) for line in facts]
            about = [
                line % names
                for line in said
                if "#readWith>" not in line or line.rpartition("/")[2].rstrip(">") in there
            ]
            iri = passage.replace("shenyang-2024", names[":article"])
            passages.append((iri, words, stated, about))
        about = [line % names for line in model.about]
        told = model.told
        lines = []
        if number == 1:
            lines = [line % names for slug in told for line in told[slug]]
        while names.new:  # whom they name in turn is told of as well
            slug, name = names.new.pop()
            lines += self._told(slug, name, names)
        return Made(names[":article"], passages, lines, about)

    def _line(self, line: str, names: _Names) -> str:
        """A fact; what is a value is drawn anew."""
        if "%(=:" in line and names.number > 1:
            line = re.sub(r"%\(=:([\d.]+)\)s", lambda found: self._value(found[1]), line)
        return line % names

    def _value(self, told: str) -> str:
        whole = "." not in told
        value = float(told) * self.chance.uniform(0.3, 1.7)
        return str(round(value)) if whole else f"{value:.1f}"

    def _told(self, slug: str, name: str, names: _Names) -> Iterator[str]:
        """What the gazetteer says of somebody, under names of their own."""
        number = random.Random(name).randrange(1 << 30)
        latin = "".join(_pick(_SYLLABLES, number, 3)).capitalize()
        for line in self.model.told[slug]:
            if "/owl#sameAs>" in line or "#exactMatch>" in line:
                continue
            if "@zh-han" in line.lower():
                signs = _HANS if "@zh-hans" in line.lower() else _HAN
                yield _named(line, "".join(_pick(signs, number, 3))) % names
            elif line.endswith("@en"):
                yield _named(line, " " + latin) % names
            else:
                yield line % names


def _pick(of: str | tuple[str, ...], number: int, count: int) -> Iterator[str]:
    for _ in range(count):
        number, at = divmod(number, len(of))
        yield of[at]


def _named(line: str, more: str) -> str:
    """A line with more at the end of the name that it gives."""
    name, _, language = line.rpartition('"@')
    return f'{name}{more}"@{language}'


def articles(count: int, seed: int = 2024) -> Iterator[Made]:
    """Make up articles; the first is the project's own.

    >>> [len(made.passages) for made in articles(3)]
    [71, 33, 33]
    """
    corpus = _Corpus(seed)
    for number in range(1, count + 1):
        yield corpus.article(number)


def quads(made: Made) -> Iterator[str]:
    """An article as lines of N-Quads, with the offsets in its text."""
    home, start = f"<{ARTICLE}{made.name}>", 0
    yield from (f"{line} {GAZETTEER} ." for line in made.names)
    yield from (f"{line} {home} ." for line in made.about)
    for passage, words, facts, said in made.passages:
        node = f"<{passage}>"
        yield from (f"{line} {node} ." for line in facts)
        yield from (f"{line} {home} ." for line in said)
        yield f"{node} <{SY}quote> {ox.Literal(words)} {home} ."
        end = start + len(words)
        if f"{node} <{SY}article> {home}" not in said:
            yield f"{node} <{SY}article> {home} {DERIVED} ."
        yield f"{node} <{SY}start> {ox.Literal(start)} {DERIVED} ."
        yield f"{node} <{SY}end> {ox.Literal(end)} {DERIVED} ."
        start = end + 2


def write_quads(path: Path, count: int, seed: int = 2024) -> int:
    """Write a corpus as one file of N-Quads; return how many."""
    written = 0
    with path.open("w", encoding="utf-8") as stream:
        for made in articles(count, seed):
            lines = list(quads(made))
            stream.write("\n".join(lines) + "\n")
            written += len(lines)
    return written


def write_folder(root: Path, count: int, seed: int = 2024) -> int:
    """Write a corpus as a folder laid out as the project's; return how many statements."""
    for part in ("graph", "ontology", "seeds"):
        (root / part).mkdir(parents=True)
    bundled, files = Files.bundled(), Files.at(root)
    shutil.copy(bundled.ontology, files.ontology)
    stated = 0
    with files.gazetteer.open("w", encoding="utf-8") as gazetteer:
        for made in articles(count, seed):
            gazetteer.writelines(f"{line} .\n" for line in made.names)
            stated += len(made.names) + len(made.about)
            lines = [f"{line} .\n" for line in made.about]
            for passage, words, facts, said in made.passages:
                lines += [f"{line} .\n" for line in said]
                lines += [f"<{passage}> <{SY}quote> {ox.Literal(words)} .\n"]
                lines += [f"<{passage}> {{\n", *(f"{line} .\n" for line in facts), "}\n"]
                stated += len(facts) + len(said) + 1
            path = root / "graph" / f"{made.name}.trig"
            path.write_text("".join(lines), encoding="utf-8")
            text = "\n\n".join(words for _, words, _, _ in made.passages)
            (root / "seeds" / f"{made.name}.txt").write_text(text, encoding="utf-8")
    return stated


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", type=int)
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--seed", type=int, default=2024)
    options = parser.parse_args()
    write = write_folder if options.output.endswith("/") else write_quads
    print(f"{write(Path(options.output), options.articles, options.seed):,} statements")


if __name__ == "__main__":
    main()
