"""Write the paths between two entities, each step with the passages that state it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import NamedNode

from sygraph.entities.facts import Fact, Passage, passages
from sygraph.entities.paths import Path, Step
from sygraph.entities.resolve import labels
from sygraph.entities.wording import Style, marks, passage_lines, plain
from sygraph.namespaces import curie
from sygraph.store.interface import Store

__all__ = ["Connections", "in_words"]


@dataclass(frozen=True)
class Connections:
    """Paths, the names of what is on them, and the words of the passages that state them."""

    paths: tuple[Path, ...]
    passages: dict[NamedNode, Passage]
    words: dict[NamedNode, str] = field(repr=False)
    lang: str = "en"

    def as_dict(self) -> dict[str, Any]:
        """Return them as plain values for JSON."""
        return {
            "paths": [
                {
                    "nodes": [self._node(iri) for iri in path.nodes],
                    "steps": [[self._fact(fact) for fact in step.facts] for step in path.steps],
                }
                for path in self.paths
            ],
            "passages": [passage.as_dict() for passage in self.passages.values()],
        }

    def as_text(self, style: Style = plain) -> str:
        """Return them as lines to read, the passages' words at the end."""
        lines: list[str] = []
        for path in self.paths:
            lines.append(style(self.words[path.nodes[0]], "title"))
            for step in path.steps:
                lines += self._step(step, style)
            lines.append("")
        for passage in self.passages.values():
            lines += passage_lines(passage, self.lang, style)
        return "\n".join(lines).rstrip() + "\n"

    def _step(self, step: Step, style: Style) -> Iterator[str]:
        for fact in step.facts:
            word = self.words[fact.predicate]
            said = f"─ {word} →" if fact.subject == step.start else f"← {word} ─"
            yield f"  {said}  {style(marks(fact), 'mark')}"
        yield style(self.words[step.end], "title")

    def _node(self, iri: Any) -> dict[str, str]:
        return {"iri": iri.value, "curie": curie(iri.value), "label": self.words[iri]}

    def _fact(self, fact: Fact) -> dict[str, Any]:
        return {
            "subject": self._node(fact.subject),
            "property": self._node(fact.predicate),
            "object": self._node(fact.object),
            "passages": [curie(passage.value) for passage in fact.passages],
            "background": [curie(graph.value) for graph in fact.background],
        }


def in_words(store: Store, paths: Sequence[Path], lang: str = "en") -> Connections:
    """Look up the words for paths.

    Args:
        lang: the language of the words: en, zh-Hant or zh-Hans.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.entities.paths import shortest_paths
    >>> from sygraph.store.interface import OxigraphStore
    >>> store = OxigraphStore.bundled()
    >>> found = shortest_paths(store, NamedNode(ID + "bmw-lydia-plant"), NamedNode(ID + "shenyang"))
    >>> print(in_words(store, found).as_text())
    BMW Brilliance Plant Lydia
      ─ is located in →  [shenyang-2024/710]
    Shenyang
    <BLANKLINE>
    shenyang-2024/710  瀋陽寶馬里達工廠。
                       translation: The BMW Lydia plant in Shenyang.
    <BLANKLINE>
    """
    facts = [fact for path in paths for step in path.steps for fact in step.facts]
    nodes = [iri for path in paths for iri in path.nodes] + [fact.predicate for fact in facts]
    return Connections(
        tuple(paths),
        passages(store, (passage for fact in facts for passage in fact.passages)),
        labels(store, nodes, lang),
        lang,
    )
