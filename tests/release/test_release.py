"""A release is the same bytes each time, whole or not at all, and runs where nothing else is."""

from __future__ import annotations

import gzip
import hashlib
import importlib.metadata
import os
import runpy
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from rdflib import DCAT, Graph, Literal, Namespace

import sygraph
from sygraph.namespaces import PREFIXES
from sygraph.store.interface import OxigraphStore
from sygraph.store.sources import dataset, store_quads

ROOT = Path(__file__).resolve().parents[2]
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "release.py"))
UNFIT: type[Exception] = TOOL["Unfit"]
SPDX = Namespace(PREFIXES["spdx"])
DATA = f"sygraph-data-{sygraph.__version__}"

PARTS = (
    *("src", "graph", "ontology", "queries", "seeds", "tools", "sygraph.toml", "pyproject.toml"),
    *("README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "docs"),
)


def copy(target: Path) -> Path:
    """What a release is built from, as it is now."""
    for name in PARTS:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / name, target / name, ignore=ignored)
        else:
            target.mkdir(exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target


def built(tree: Path, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    TOOL["build"](tree, folder)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy(tmp_path_factory.mktemp("one") / "tree")


@pytest.fixture(scope="module")
def release(tree: Path) -> dict[str, bytes]:
    return built(tree, tree.parent / "release")


@pytest.fixture(scope="module")
def folder(tree: Path, release: dict[str, bytes]) -> Path:
    assert release
    return tree.parent / "release"


@pytest.fixture
def another_user(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Other habits and another time zone."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("SYGRAPH_LANG", "zh-Hant")
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("another_user")
def test_twice_gives_the_same_bytes(release: dict[str, bytes], tmp_path: Path) -> None:
    elsewhere = copy(tmp_path / "quite" / "elsewhere")
    for path in elsewhere.rglob("*"):
        os.utime(path, (1_500_000_000, 1_500_000_000))
    again = built(elsewhere, tmp_path / "again")
    assert sorted(again) == sorted(release)
    assert [name for name in again if again[name] != release[name]] == []


def test_it_holds_the_package_and_the_data(release: dict[str, bytes]) -> None:
    suffixes = (".trig.gz", ".nq.gz", ".ttl.gz", ".jsonld.gz")
    assert sorted(release) == sorted(
        [
            *("CHANGELOG.md", "CITATION.cff", "LICENSE", "SHA256SUMS", f"{DATA}.void.ttl"),
            "data-changelog.md",
            *(f"{DATA}{suffix}" for suffix in suffixes),
            *(f"{DATA}-without-text{suffix}" for suffix in suffixes),
            f"sygraph-{sygraph.__version__}-py3-none-any.whl",
            f"sygraph-{sygraph.__version__}.tar.gz",
        ]
    )


def test_the_checksums_are_right(release: dict[str, bytes]) -> None:
    lines = release["SHA256SUMS"].decode().splitlines()
    sums = {name: sha for sha, name in (line.split("  ") for line in lines)}
    assert set(sums) == set(release) - {"SHA256SUMS"}
    for name, sha in sums.items():
        assert hashlib.sha256(release[name]).hexdigest() == sha


def test_the_data_are_those_of_the_tree(tree: Path, folder: Path) -> None:
    from sygraph.data import Files

    stated = set(store_quads(OxigraphStore.from_files(Files.at(tree))))
    for suffix in (".trig.gz", ".nq.gz"):
        assert set(dataset(folder / f"{DATA}{suffix}")) == stated


def test_the_edition_without_text_has_none(release: dict[str, bytes]) -> None:
    quote = "瀋陽渾河兩岸城市風光"
    for name, content in release.items():
        if name.startswith(f"{DATA}-without-text"):
            assert quote not in gzip.decompress(content).decode()
        elif name.startswith(DATA) and name.endswith(".gz"):
            assert quote in gzip.decompress(content).decode()


def test_the_description_tells_of_each_file(release: dict[str, bytes]) -> None:
    said = Graph().parse(data=release[f"{DATA}.void.ttl"], format="turtle")
    told = {}
    for part, url in said.subject_objects(DCAT.downloadURL):
        size = said.value(part, DCAT.byteSize)
        assert isinstance(size, Literal)
        checksum = said.value(said.value(part, SPDX.checksum), SPDX.checksumValue)
        told[str(url).rpartition("/")[2]] = (int(size), str(checksum))
    files = {name: data for name, data in release.items() if name.endswith(".gz")}
    assert told == {
        name: (len(data), hashlib.sha256(data).hexdigest())
        for name, data in files.items()
        if name.startswith(DATA)
    }


# What is not released


@pytest.mark.parametrize(
    ("place", "old", "new", "reason"),
    [
        ("CITATION.cff", "version: 0.1.0", "version: 0.1.1", "the versions differ"),
        ("ontology/sygraph.ttl", "ontology/0.1.0>", "ontology/0.0.9>", "the version IRI"),
        ("CITATION.cff", "date-released", "released", "no date-released"),
        ("docs/data-changelog.md", "## 0.1.0", "## 0.0.9", "says nothing of 0.1.0"),
        ("graph/gazetteer.ttl", "id:seoul a", "id:seoul aa", r"gazetteer\.ttl"),
    ],
)
def test_a_tree_that_is_not_fit_is_not_released(
    tmp_path: Path, place: str, old: str, new: str, reason: str
) -> None:
    tree = copy(tmp_path / "tree")
    text = (tree / place).read_text("utf-8")
    assert old in text
    (tree / place).write_text(text.replace(old, new), "utf-8")
    with pytest.raises(UNFIT, match=reason):
        built(tree, tmp_path / "release")


def test_an_old_release_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    replace: Callable[[Path, Path], None] = TOOL["replace"]
    new, target = tmp_path / "work" / "release", tmp_path / "dist"
    for place, name in ((new, "new.txt"), (target, "old.txt")):
        place.mkdir(parents=True)
        (place / name).touch()
    replace(new, target)
    assert [path.name for path in target.iterdir()] == ["new.txt"]
    assert list((tmp_path / "work").iterdir()) == []


# What changed in the data


def test_the_data_changelog_speaks_of_this_version() -> None:
    """And says of it what the tool would say now, where it has no version before it."""
    tool = runpy.run_path(str(ROOT / "tools" / "data_changelog.py"))
    page = tool["PAGE"].read_text("utf-8")
    assert f"## {sygraph.__version__} (" in page
    if page.count("\n## ") == 1:
        assert tool["changelog"](page, tool["section"](None)) == page


def test_a_version_is_put_before_the_others_and_replaces_itself(tmp_path: Path) -> None:
    changelog = runpy.run_path(str(ROOT / "tools" / "data_changelog.py"))["changelog"]
    first = changelog("", "## 0.1.0 (2026-11-24)\n\nThe first.\n")
    second = changelog(first, "## 0.2.0 (2027-01-01)\n\n1 added.\n")
    assert second.index("0.2.0") < second.index("0.1.0")
    assert changelog(second, "## 0.2.0 (2027-01-01)\n\n1 added.\n") == second
    again = changelog(second, "## 0.2.0 (2027-01-02)\n\n2 added.\n")
    assert "1 added" not in again and "2 added" in again and "The first." in again


def test_a_version_is_told_fact_by_fact(tmp_path: Path) -> None:
    before = copy(tmp_path / "before")
    article = before / "graph" / "shenyang-2024.trig"
    text = article.read_text("utf-8")
    article.write_text(text.replace("sy:value 7471000000.0", "sy:value 7472000000.0"), "utf-8")
    section = runpy.run_path(str(ROOT / "tools" / "data_changelog.py"))["section"]
    told = section(before)
    assert "- `id:ftz-trade-2023` `sy:value` `7472000000.0` → `7471000000.0`" in told
    assert "  - now `shenyang-2024/420` 2023年，自貿區瀋陽片區" in told


# How to cite it


def test_the_citation_says_what_the_project_says() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    required = {"cff-version", "message", "title", "authors"}
    assert required <= set(cited)
    assert cited["cff-version"] == "1.2.0"
    assert cited["version"] == sygraph.__version__ == TOOL["version"](ROOT)
    package = importlib.metadata.metadata("sygraph")
    assert package["License-Expression"] in cited["license"]
    assert set(cited["keywords"]) == set(package["Keywords"].split(","))


def test_whom_the_data_come_from_is_cited() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    told = " ".join(f"{work['url']} {work['notes']}" for work in cited["references"])
    gazetteer = Graph().parse(ROOT / "graph" / "gazetteer.ttl")
    source = Namespace(PREFIXES["dcterms"]).source
    packages = {
        str(iri).split("/")[4]
        for iri in gazetteer.objects(None, source)
        if str(iri).startswith("https://pypi.org/project/")
    }
    assert packages and all(package in told for package in packages)


# An empty environment


def closure(name: str) -> Iterator[importlib.metadata.Distribution]:
    """A package's requirements without its extras, and theirs, as they are installed here."""
    seen = set()
    waiting = [(name, frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        found = importlib.metadata.distribution(name)
        if found.name != "sygraph" and (found.name, extras) not in seen:
            yield found
        seen.add((found.name, extras))
        for line in found.requires or ():
            wanted = Requirement(line)
            fits = (wanted.marker is None) or any(
                wanted.marker.evaluate({"extra": extra}) for extra in (extras or {""})
            )
            key = (wanted.name, frozenset(wanted.extras))
            if fits and key not in seen:
                waiting.append(key)


def lend(found: importlib.metadata.Distribution, site: Path) -> None:
    """Have a package that is installed here installed there too, by links."""
    for file in found.files or ():
        top = file.parts[0]
        place = site / top
        if top not in ("..", "__pycache__") and not place.exists():
            place.symlink_to(Path(str(found.locate_file(top))))


def test_the_wheel_runs_where_there_is_only_what_it_asks_for(folder: Path, tmp_path: Path) -> None:
    """The requirements are lent, not fetched; pip itself says whether any is missing."""
    place = tmp_path / "empty"
    venv.create(place, with_pip=False)
    [site] = (place / "lib").glob("python*/site-packages")
    for found in closure("sygraph"):
        lend(found, site)
    [wheel] = folder.glob("*.whl")
    python = place / "bin" / "python"
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check")
    run(*pip, "install", "--quiet", "--no-index", wheel)
    assert run(python, "-c", "import sygraph; print(sygraph.__file__)").startswith(str(site))
    command = place / "bin" / "sygraph"
    assert run(command, "query", "ASK { id:shenyang a sy:City }") == "true\n"
    assert "no fault" in run(command, "check")
    run(command, "export", "trig", "-o", "out.trig")
    assert set(dataset(tmp_path / "out.trig")) == set(dataset(folder / f"{DATA}.trig.gz"))
    run(command, "view", "-o", "view.html")
    assert "<html" in (tmp_path / "view.html").read_text("utf-8")


def test_a_tree_that_is_no_checkout_is_taken_as_it_is(tmp_path: Path) -> None:
    root = tmp_path / "unpacked"
    for name in ("src/x.py", "src/__pycache__/x.pyc", ".venv/y", ".release-1/z"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    tree = TOOL["committed"](root, tmp_path)
    assert [path.name for path in tree.rglob("*")] == ["src", "x.py"]
