"""The data files and where they are."""

from __future__ import annotations

from pathlib import Path

from sygraph.data import Files

ROOT = Path(__file__).resolve().parent.parent


def test_the_bundled_files_are_the_checkout_s() -> None:
    files = Files.bundled()
    assert files.root.resolve() == ROOT
    assert [files.ontology, files.shapes, files.gazetteer, *files.articles, files.queries] == [
        files.root / "ontology" / "sygraph.ttl",
        files.root / "ontology" / "shapes.ttl",
        files.root / "graph" / "gazetteer.ttl",
        files.root / "graph" / "shenyang-2024.trig",
        files.root / "queries",
    ]
    assert files.seed == files.root / "seeds" / "shenyang-2024.txt"


def test_a_copy_is_laid_out_alike(workspace: Files) -> None:
    assert workspace.root != Files.bundled().root
    assert workspace.seed.read_bytes() == Files.bundled().seed.read_bytes()


def test_a_second_article_is_a_second_pair_of_files(workspace: Files) -> None:
    (workspace.root / "graph" / "dalian-2025.trig").touch()
    assert [path.stem for path in workspace.articles] == ["dalian-2025", "shenyang-2024"]
    assert workspace.seed_of(workspace.articles[0]).name == "dalian-2025.txt"


def test_the_seed_is_the_article_as_it_was_given() -> None:
    import hashlib

    digest = hashlib.sha256(Files.bundled().seed.read_bytes()).hexdigest()
    assert digest == "9df0791aba6909f7f9cc8b080bbdee651c35f02f66ff491bf3b006bbb3071678"
