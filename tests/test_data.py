"""The data files and where they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sygraph.author.workspace import init
from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.namespaces import curie, expand

ROOT = Path(__file__).resolve().parent.parent


def test_the_bundled_files_are_the_checkout_s() -> None:
    files = Files.bundled()
    assert files.root.resolve() == ROOT
    [article] = files.articles
    found = [
        *files.ontologies,
        *files.shape_files,
        *files.gazetteers,
        article.trig,
        article.exceptions,
    ]
    assert [Path(path).relative_to(files.root).as_posix() for path in found] == [
        "ontology/sygraph.ttl",
        "ontology/shapes.ttl",
        "graph/gazetteer.ttl",
        "graph/shenyang-2024.trig",
        "graph/shenyang-2024.exceptions.tsv",
    ]
    assert files.query_files()["zones"] == str(files.root / "queries" / "zones.rq")
    assert files.seed == files.root / "seeds" / "shenyang-2024.txt"


def test_a_copy_is_laid_out_alike(workspace: Files) -> None:
    assert workspace.root != Files.bundled().root
    assert workspace.seed.read_bytes() == Files.bundled().seed.read_bytes()


def test_a_second_article_is_a_second_pair_of_files(workspace: Files) -> None:
    (workspace.root / "graph" / "dalian-2025.trig").touch()
    assert [article.id for article in workspace.articles] == ["dalian-2025", "shenyang-2024"]
    assert Path(workspace.articles[0].text).name == "dalian-2025.txt"


def test_the_seed_is_the_article_as_it_was_given() -> None:
    import hashlib

    digest = hashlib.sha256(Files.bundled().seed.read_bytes()).hexdigest()
    assert digest == "9df0791aba6909f7f9cc8b080bbdee651c35f02f66ff491bf3b006bbb3071678"


@pytest.fixture
def own(tmp_path: Path) -> Files:
    """A workspace over the package, with an article of its own and that of the package."""
    files = init(tmp_path / "news", base="https://example.org/news/", include=("shenyang-2024",))
    (files.root / "seeds" / "dalian-2025.txt").write_text("大連。", "utf-8")
    (files.root / "graph" / "dalian-2025.trig").touch()
    return files


def test_the_package_lies_under_a_workspace(own: Files) -> None:
    assert own.layers == (Files.bundled().folder, own.folder)
    assert [article.iri for article in own.articles] == [
        "https://w3id.org/sygraph/article/shenyang-2024",
        "https://example.org/news/article/dalian-2025",
    ]
    assert own.gazetteers == [str(Files.bundled().gazetteer), str(own.gazetteer)]
    assert own.query_files() == Files.bundled().query_files()


def test_a_query_of_the_workspace_comes_before_that_of_the_package(own: Files) -> None:
    (own.root / "queries" / "zones.rq").touch()
    assert own.query_files()["zones"] == str(own.root / "queries" / "zones.rq")


def test_a_workspace_is_found_upwards(own: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYGRAPH_DATA", raising=False)
    assert Files.find(own.root / "graph").folder == own.folder
    assert Files.find("/").folder == Files.bundled().folder
    monkeypatch.setenv("SYGRAPH_DATA", own.folder)
    assert Files.find("/").folder == own.folder
    monkeypatch.setenv("SYGRAPH_DATA", own.folder + "/nowhere")
    with pytest.raises(DataError, match="SYGRAPH_DATA names no folder"):
        Files.find("/")


def test_data_are_narrowed_to_articles(own: Files) -> None:
    narrow = own.only("dalian-2025")
    assert [article.id for article in narrow.articles] == ["dalian-2025"]
    assert Files(*narrow.spec).spec == narrow.spec
    with pytest.raises(DataError, match="there is no article dalian") as caught:
        own.only("dalian")
    assert caught.value.hint == "there is shenyang-2024, dalian-2025"


def test_what_is_in_use_names_passages(own: Files) -> None:
    own.use()
    ours = "https://example.org/news/passage/dalian-2025/10"
    assert (curie(ours), expand("dalian-2025/10")) == ("dalian-2025/10", ours)
    assert curie("https://example.org/news/id/port") == "my:port"
    # Each article has a prefix of its own, and p: would name no one in particular.
    assert expand("dalian-2025:10") == ours
    assert expand("p:10") is None
    own.only("dalian-2025").use()
    assert expand("p:10") == ours


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('base = "news/"', "not an http IRI that ends in a slash"),
        ('base = "https://example.org/news"', "not an http IRI that ends in a slash"),
        ('base = "https://w3id.org/sygraph/mine/"', "that of the package"),
        ('base = "https://example.org/"\nprefix = "sy"', "prefix is 'sy'"),
        ('base = "https://example.org/"\nprefix = "1x"', "prefix is '1x'"),
        ('base = "https://example.org/"\ninclude = ["no-such"]', "not a list of articles"),
        ("base = ", "cannot read"),
    ],
)
def test_a_wrong_configuration_is_named(own: Files, line: str, fault: str) -> None:
    (own.root / "sygraph.toml").write_text(line, "utf-8")
    with pytest.raises(DataError, match=fault) as caught:
        Files.at(own.folder).use()
    assert caught.value.path == own.file("sygraph.toml")


def test_a_copy_of_the_package_with_its_configuration_is_no_workspace(workspace: Files) -> None:
    shutil.copy(Files.bundled().file("sygraph.toml"), workspace.folder)
    assert not workspace.is_workspace
    assert [article.iri for article in workspace.articles] == [
        "https://w3id.org/sygraph/article/shenyang-2024"
    ]
    assert workspace.subject == "https://w3id.org/sygraph/id/shenyang"
