"""Plant random faults in the facts of articles in three languages; count what the check catches.

The published result, and what is planted, is in FAULTS.md beside this file, which this writes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from sygraph.check import (
    Dataset,
    Exemptions,
    check_dataset,
    read_dataset,
    read_shapes,
    run_check,
)
from sygraph.data import Files
from sygraph.namespaces import PREFIXES, curie, is_entity, is_passage, sy

Node = NamedNode | BlankNode | Literal | Triple
Facts = list[Quad]
EXAMPLES = Path(__file__).parents[1] / "examples"
# A way to plant a fault: the changed facts and what was done, or None where it does not apply.
Plant = Callable[[random.Random, Facts], tuple[Facts, str] | None]

TYPE = NamedNode(PREFIXES["rdf"] + "type")
DATES = {PREFIXES["xsd"] + kind for kind in ("date", "gYearMonth", "gYear")}
NUMBERS = {PREFIXES["xsd"] + kind for kind in ("decimal", "integer")}
BOUNDS = [sy(bound) for bound in ("exact", "approximate", "atLeast", "atMost")]


def facts_of(quads: Facts) -> Facts:
    """The quads in passages' graphs."""
    return [q for q in quads if is_passage(q.graph_name)]


def iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def literals(quads: Facts, datatypes: set[str]) -> list[tuple[Quad, Literal]]:
    """The facts that lead to a literal of one of these datatypes, with it."""
    return [
        (q, q.object)
        for q in facts_of(quads)
        if isinstance(q.object, Literal) and q.object.datatype.value in datatypes
    ]


def replaced(quads: Facts, changes: dict[Quad, list[Quad]]) -> Facts:
    """The quads with some of them exchanged for others, each at its place."""
    return [new for quad in quads for new in changes.get(quad, [quad])]


def leading_to(quad: Quad, value: Node) -> Quad:
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


def show(quad: Quad) -> str:
    """A fact as the report prints it: p:340: id:x sy:value 5."""
    terms = (quad.graph_name, quad.subject, quad.predicate, quad.object)
    passage, *fact = (curie(iri(t)) if iri(t) else str(t).partition("^^")[0] for t in terms)
    return f"{passage}: {' '.join(fact)}"


def change_digit(rng: random.Random, quads: Facts) -> tuple[Facts, str]:
    """Exchange one digit of a number for another."""
    quad, number = rng.choice(literals(quads, NUMBERS))
    text = number.value
    while Decimal(text) == Decimal(number.value):
        at = rng.choice([n for n, c in enumerate(text) if c.isdigit()])
        text = text[:at] + rng.choice("0123456789") + text[at + 1 :]
    new = leading_to(quad, Literal(text, datatype=number.datatype))
    return replaced(quads, {quad: [new]}), f"{show(quad)} → {text}"


def change_unit(rng: random.Random, quads: Facts) -> tuple[Facts, str]:
    """Give a figure another unit, or drop or add powers of ten."""
    if rng.random() < 0.5:
        units = [q for q in facts_of(quads) if q.predicate == sy("unit")]
        quad = rng.choice(units)
        unit = rng.choice(sorted({iri(q.object) for q in units} - {iri(quad.object)}))
        new = leading_to(quad, NamedNode(unit))
        return replaced(quads, {quad: [new]}), f"{show(quad)} → {curie(unit)}"
    sums = (sy("value"), sy("eachAtLeast"))
    quad, number = rng.choice([(q, n) for q, n in literals(quads, NUMBERS) if q.predicate in sums])
    power = Decimal(10) ** rng.choice([-8, -4, -3, -2, -1, 1, 2, 3, 4, 8])
    text = f"{Decimal(number.value) * power:f}"
    new = leading_to(quad, Literal(text, datatype=number.datatype))
    return replaced(quads, {quad: [new]}), f"{show(quad)} → {text}"


def shift_period(rng: random.Random, quads: Facts) -> tuple[Facts, str]:
    """Move all the dates that a passage gives a node by the same few years, or months."""
    dated = literals(quads, DATES)
    chosen, _ = rng.choice(dated)
    by, in_months = rng.choice([-2, -1, 1, 2]), rng.random() < 0.5
    changes = {
        quad: [leading_to(quad, shifted(day, by, in_months))]
        for quad, day in dated
        if (quad.subject, quad.graph_name) == (chosen.subject, chosen.graph_name)
    }
    return replaced(quads, changes), f"{show(chosen)} → {changes[chosen][0].object}"


def shifted(day: Literal, by: int, in_months: bool) -> Literal:
    year, *rest = day.value.split("-")
    if rest and in_months:
        rest[0] = f"{(int(rest[0]) - 1 + by) % 12 + 1:02}"
    else:
        year = f"{int(year) + by:04}"
    return Literal("-".join([year, *rest]), datatype=day.datatype)


def change_bound(rng: random.Random, quads: Facts) -> tuple[Facts, str]:
    """Take a bound away, or give another."""
    quad = rng.choice([q for q in facts_of(quads) if q.predicate == sy("bound")])
    new = rng.choice([None, *(bound for bound in BOUNDS if bound != quad.object)])
    changes = {quad: [leading_to(quad, new)] if new else []}
    return replaced(quads, changes), f"{show(quad)} → {curie(new.value) if new else 'nothing'}"


def swap_roles(rng: random.Random, quads: Facts) -> tuple[Facts, str] | None:
    """Exchange subject and object, two properties of one node, or the objects of two nodes."""
    links = [q for q in facts_of(quads) if is_entity(q.object)]
    first = rng.choice(links)
    how = rng.choice(["turned round", "properties", "objects"])
    if how == "turned round":
        new = Quad(NamedNode(iri(first.object)), first.predicate, first.subject, first.graph_name)
        return replaced(quads, {first: [new]}), f"{show(first)} turned round"
    others = [
        q
        for q in links
        if q.graph_name == first.graph_name
        and q.object != first.object
        and (q.subject == first.subject, q.predicate == first.predicate)
        == (how == "properties", how == "objects")
    ]
    if not others:
        return None
    second = rng.choice(others)
    changes = {
        first: [leading_to(first, NamedNode(iri(second.object)))],
        second: [leading_to(second, NamedNode(iri(first.object)))],
    }
    if all(new in quads for news in changes.values() for new in news):
        return None  # they share these objects: nothing would change
    if how == "objects" and described(quads, first) == described(quads, second):
        return None  # two statements that only their names tell apart: these would be exchanged
    return replaced(quads, changes), f"{show(first)} ↔ {show(second)}"


def described(quads: Facts, without: Quad) -> set[tuple[str, str, Node]]:
    """What is stated of the subject of a fact, and of what it is said, without that fact."""
    node = without.subject
    return {
        (end, q.predicate.value, other)
        for q in quads
        for end, other in (("s", q.object), ("o", q.subject))
        if q != without and node == (q.subject if end == "s" else q.object)
    }


def move_quote(rng: random.Random, quads: Facts) -> tuple[Facts, str]:
    """Exchange the quotes or the facts of two neighbouring passages, or move their border."""
    quotes = [(q, q.object.value) for q in quads if is_quote(q) and isinstance(q.object, Literal)]
    at = rng.randrange(len(quotes) - 1)
    (first, words), (second, more) = quotes[at : at + 2]
    pair = f"{curie(iri(first.subject))} and {curie(iri(second.subject))}"
    how = rng.choice(["quotes exchanged", "facts exchanged", "border moved"])
    if how == "facts exchanged":
        one, other = NamedNode(iri(first.subject)), NamedNode(iri(second.subject))
        graphs = {one: other, other: one}
        moved = [
            Quad(q.subject, q.predicate, q.object, graphs[q.graph_name])
            if isinstance(q.graph_name, NamedNode) and q.graph_name in graphs
            else q
            for q in quads
        ]
        return moved, f"{pair}: {how}"
    if how == "border moved":
        cut = rng.randint(1, min(len(words) - 1, 6))
        words, more = words[:-cut], words[-cut:] + more
        how = f"border moved by {cut}"
    else:
        words, more = more, words
    changes = {
        first: [leading_to(first, Literal(words))],
        second: [leading_to(second, Literal(more))],
    }
    return replaced(quads, changes), f"{pair}: {how}"


def is_quote(quad: Quad) -> bool:
    return quad.predicate == sy("quote")


def replace_entity(rng: random.Random, quads: Facts, gazetteer: Facts) -> tuple[Facts, str] | None:
    """Put another entity of the same class in the place of one, in one fact."""
    types = {iri(q.subject): q.object for q in [*quads, *gazetteer] if q.predicate == TYPE}
    quad = rng.choice([q for q in facts_of(quads) if q.predicate != TYPE])
    as_subject = rng.random() < 0.5
    entity = iri(quad.subject if as_subject else quad.object)
    peers = sorted(n for n, cls in types.items() if cls == types.get(entity) and n != entity)
    if not peers or not is_entity(NamedNode(entity or ":")):
        return None
    peer = NamedNode(rng.choice(peers))
    new = (
        Quad(peer, quad.predicate, quad.object, quad.graph_name)
        if as_subject
        else leading_to(quad, peer)
    )
    if new in quads:
        return None
    where = "subject" if as_subject else "object"
    return replaced(quads, {quad: [new]}), f"{show(quad)}: {where} → {curie(peer.value)}"


def delete_fact(rng: random.Random, quads: Facts) -> tuple[Facts, str]:
    """Leave one fact out."""
    quad = rng.choice(facts_of(quads))
    return replaced(quads, {quad: []}), show(quad)


@dataclass
class Score:
    """What became of the faults of one kind."""

    planted: int = 0
    by: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)

    @property
    def caught(self) -> int:
        return self.planted - len(self.missed)


class Bench:
    """The data as it is, an article of it to plant faults in, and the check of what comes of it."""

    def __init__(self, files: Files, folder: Path, article: str) -> None:
        for name in ("graph", "ontology", "seeds", "sygraph.toml"):
            copy = shutil.copytree if (files.root / name).is_dir() else shutil.copy
            copy(files.root / name, folder / name)
        self.files = Files.at(folder)
        self.data = read_dataset(self.files)
        self.shapes = [rule for path in self.files.shape_files for rule in read_shapes(Path(path))]
        self.trig = self.files.article(article).path
        self.quads = self.data.files[str(self.trig)]
        self.background = [
            quad
            for path, quads in self.data.files.items()
            for quad in quads
            if path != str(self.trig)
        ]
        home = NamedNode(self.files.article(article).iri)
        self.language = self.data.language(home)

    def kinds_found(self, quads: Facts) -> set[str]:
        """The kinds of the faults that the check finds in these facts."""
        listed = Exemptions(self.data.exemptions.lines)
        stated = [*self.background, *quads]
        data = Dataset(stated, self.data.articles, listed, self.data.shared)
        report = check_dataset(data, self.shapes)
        if report.ok:  # what only loading and the shapes can show
            whole = self.trig.read_bytes()
            serialize(quads, self.trig, format=RdfFormat.TRIG)
            report = run_check(self.files)
            self.trig.write_bytes(whole)
        return {fault.kind for fault in report.faults}

    def kinds(self) -> dict[str, Plant]:
        """The ways to plant a fault."""
        return {
            "a digit changed": change_digit,
            "a unit changed, or powers of ten lost": change_unit,
            "a period shifted": shift_period,
            "a bound removed or changed": change_bound,
            "two roles swapped": swap_roles,
            "a quote moved": move_quote,
            "an entity replaced by one of its class": partial(
                replace_entity, gazetteer=self.background
            ),
            "a fact deleted": delete_fact,
        }

    def score(self, kind: str, each: int, seed: int) -> Score:
        """Plant so many different faults of a kind, one at a time."""
        rng, plant, score = random.Random(f"{seed} {kind}"), self.kinds()[kind], Score()
        seen: set[str] = set()
        for _ in range(50 * each):  # a kind may have fewer different faults than that
            quads, done = plant(rng, self.quads) or (self.quads, "")
            if done and done not in seen and score.planted < each:
                seen.add(done)
                score.planted += 1
                found = self.kinds_found(quads)
                score.by.update(found)
                if not found:
                    score.missed.append(done)
        return score


Scores = dict[str, dict[str, Score]]


def write(scores: Scores, each: int, seed: int) -> str:
    """The report in Markdown.

    Args:
        scores: those of each kind of fault, by the article.
    """
    kinds = list(dict.fromkeys(kind for of in scores.values() for kind in of))
    everything = [score for of in scores.values() for score in of.values()]
    planted, caught = sum(s.planted for s in everything), sum(s.caught for s in everything)
    head = f"| planted | {' | '.join(scores)} | found above all by the checks called |"
    rows = [head, f"|---|{'--:|' * len(scores)}---|"]
    for kind in kinds:
        cells = [f"{of[kind].caught} of {of[kind].planted}" for of in scores.values()]
        by = sum((of[kind].by for of in scores.values()), Counter[str]())
        found = ", ".join(name for name, _ in by.most_common(4))
        rows.append(f"| {kind} | {' | '.join(cells)} | {found} |")
    missed = [
        f"- {kind}, in {name}:\n" + "\n".join(f"  - `{line}`" for line in of[kind].missed)
        for kind in kinds
        for name, of in scores.items()
        if of[kind].missed
    ]
    return REPORT.format(
        planted=planted,
        caught=caught,
        rows="\n".join(rows),
        missed="\n".join(missed) or "None.",
        each=each,
        seed=seed,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=20, help="faults of each kind and article (20)")
    parser.add_argument("--seed", type=int, default=2035, help="where the dice start (2035)")
    parser.add_argument("-o", "--output", type=Path, help="write the report there, not to stdout")
    options = parser.parse_args()
    scores: Scores = {}
    for files in (Files.bundled(), Files.at(EXAMPLES)):
        for article in files.articles:
            with tempfile.TemporaryDirectory() as folder:
                bench = Bench(files, Path(folder), article.id)
                if bench.kinds_found(bench.quads):
                    sys.exit(f"{article.id} as it is has faults: correct them first")
                of = scores.setdefault(f"{article.id} ({bench.language})", {})
                for kind in bench.kinds():
                    of[kind] = score = bench.score(kind, options.each, options.seed)
                    told = f"{article.id}, {kind}: {score.caught} of {score.planted}"
                    print(told, file=sys.stderr)
    report = write(scores, options.each, options.seed)
    if options.output:
        options.output.write_text(report, "utf-8")
    else:
        print(report, end="")


REPORT = """\
# Seeded faults

Random faults planted one at a time in the facts of four articles in three languages, the packaged
one and the invented ones of `examples/`, and how many `sygraph check` catches. A fault counts as
caught if the check, which finds nothing wrong in the data as it is, finds anything at all.

    python benchmarks/seeded_faults.py --each {each} --seed {seed} -o benchmarks/FAULTS.md

The same seed on the same data plants the same faults. The checks
were tuned on other seeds.

**{caught} of {planted} caught.**

{rows}

## What is planted

- **A digit** of any number that a passage states: a value, a rank, an edition, a run of years, a
  threshold.
- **A unit** is exchanged for another, or a value multiplied by 10⁻⁸ to 10⁸.
- **A period**: all dates that a passage gives a node move together by one or two years, or
  months.
- **A bound** goes, or becomes another.
- **Roles**: a link is turned round; two properties of a node exchange objects; two nodes exchange
  the objects of a property.
- **A quote**: two neighbouring passages exchange quotes or facts, or the border between them
  moves by up to six characters.
- **An entity** becomes another of its most specific class, in one fact, as subject or object.
- **A fact**: one triple of a passage goes, whichever it is.

## What was missed

{missed}

## What no machine check can see, and why

A check compares facts with words. It sees what it can read: numerals, units, dates, names, and
words that stand for a property. It does not understand a sentence. So these stay for a reader:

- **Which of two that are both named.** *A holds a meeting in which B takes part*: with A and B
  exchanged, both are still named, both can act, and the words between them would have to be
  understood. What is printed in a set order (origin and destination, a country before its city,
  the base before its growth) is checked.
- **Which link, where several hold the same names.** A fact may go unnoticed if every name in it
  is mentioned by another fact of the passage, its property is required neither by a shape nor by
  a word, and fewer than three nodes are described alike.
- **What is read from the context.** That the year of the sentence before holds here, or that its
  speaker still speaks, is not printed; where it is stated, it is checked; where it is left out,
  nothing is missing.
- **Short descriptions.** A stretch of fewer than six characters that no fact accounts for may be
  mere connection, so it is not asked for.
- **Fields.** What an event or undertaking is about is often said of several at once.
"""

if __name__ == "__main__":
    main()
