"""docs/architecture.md and docs/glossary.md name what exists, and all of it."""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sygraph"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def packages() -> list[str]:
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def found(name: str) -> object:
    """Import as much of a dotted name as is a module, and look up the rest in it."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            value = getattr(value, part)
        return value
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"sygraph(?:\.\w+)+", PAGE))))
def test_each_name_exists(name: str) -> None:
    if name != "sygraph.ttl":
        assert found(name) is not None


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+/[\w<>]*\.?\w*)`", PAGE))))
def test_each_path_exists(path: str) -> None:
    parts = path.replace("<name>", "partner-cities").split("/")
    assert any((folder.joinpath(*parts)).exists() for folder in (ROOT, SOURCE))


@pytest.mark.parametrize("package", packages())
def test_each_package_has_its_line(package: str) -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert any(f"`{package}`" in row.split("|")[1] for row in rows)


def test_the_diagram_names_every_package() -> None:
    diagram = PAGE.partition("```mermaid")[2].partition("```")[0]
    assert all(re.search(rf"\b{package}\b", diagram) for package in packages())


def test_the_glossary_has_at_most_twenty_terms() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    assert 10 < len(rows) <= 20


@pytest.mark.parametrize("package", packages())
def test_a_package_has_one_class_of_a_name(package: str) -> None:
    names = Counter(
        node.name
        for path in (SOURCE / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_the_top_of_the_package_has_at_most_eight_files() -> None:
    assert len(list(SOURCE.glob("*.py"))) <= 8
