"""A row of an answer: its values by column, and its proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sygraph.errors import nearest
from sygraph.evidence.proof import Evidence, Proof
from sygraph.rdf.values import Term, Value, native

__all__ = ["Row"]


class Row(Mapping[str, Value]):
    """A row of an answer; its values are items and attributes by the names of the columns.

    A cell without a value is None. `terms` are the values as RDF terms. If the query ran with
    evidence, `proof` has the evidence, the context and the background of the row.
    """

    __slots__ = ("_columns", "proof", "terms")

    def __init__(self, columns: tuple[str, ...], terms: tuple[Term | None, ...]) -> None:
        self._columns = columns
        self.terms = terms
        self.proof: Proof | None = None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return self.proof.evidence if self.proof else ()

    def __getitem__(self, name: str) -> Value:
        try:
            return native(self.terms[self._columns.index(name)])
        except ValueError:
            raise KeyError(name) from None

    def __getattr__(self, name: str) -> Value:
        try:
            return self[name]
        except KeyError:
            near = nearest(name, self._columns)
            hint = f", did you mean {' or '.join(near)}?" if near else ""
            raise AttributeError(f"the row has no column {name}{hint}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.items())})"
