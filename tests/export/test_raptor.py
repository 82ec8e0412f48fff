"""Exports are read by Raptor, a parser in C with no part in writing them, as the same statements.

It needs Debian's raptor2-utils: `pytest -m raptor`.
"""

from __future__ import annotations

import io
import subprocess

import pytest

from sygraph.export import export
from sygraph.export.profiles import write_profile
from sygraph.graph import KnowledgeGraph
from sygraph.rdf.formats import Format

pytestmark = pytest.mark.raptor


def statements(content: bytes, syntax: str) -> set[str]:
    """What Raptor reads, as N-Triples, its language tags in lower case."""
    done = subprocess.run(
        ["rapper", "-q", "-i", syntax, "-o", "ntriples", "-", "http://example.org/"],
        input=content,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return set(done.stdout.decode().lower().splitlines())


def exported(kg: KnowledgeGraph, name: str) -> bytes:
    out = io.BytesIO()
    export(kg.store, Format.named(name), out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["turtle", "rdfxml"])
def test_raptor_reads_the_graph(kg: KnowledgeGraph, name: str) -> None:
    expected = statements(exported(kg, "ntriples"), "ntriples")
    assert len(expected) > 6500
    assert statements(exported(kg, name), name) == expected


def test_raptor_reads_the_dataset(kg: KnowledgeGraph) -> None:
    expected = statements(exported(kg, "nquads"), "nquads")
    assert statements(exported(kg, "trig"), "trig") == expected


@pytest.mark.parametrize("profile", ["schema.org", "web-annotation", "prov", "qb"])
def test_raptor_reads_the_profiles(kg: KnowledgeGraph, profile: str) -> None:
    found = []
    for name in ("turtle", "rdfxml", "ntriples"):
        out = io.BytesIO()
        write_profile(kg, profile, Format.named(name), out)
        found.append(len(statements(out.getvalue(), name)))
    assert len(set(found)) == 1
