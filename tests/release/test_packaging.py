"""The package works outside the checkout: built, installed and run from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ("graph", "ontology", "queries", "seeds")
CONFIG = "sygraph.toml"


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a command and return its standard output; a failure shows what it printed."""
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    [archive] = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    [unpacked] = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


@pytest.fixture(scope="module")
def wheel(sdist: Path) -> Path:
    """The wheel, built from the source distribution alone."""
    folder = sdist.parent / "wheel"
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=sdist)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder with nothing in it but what the wheel installs."""
    target = wheel.parent / "site"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--disable-pip-version-check", "--target", target, wheel, cwd=wheel.parent)
    return target


def data_files(root: Path) -> list[str]:
    found = [path for name in DATA for path in (root / name).rglob("*") if path.is_file()]
    return sorted(path.relative_to(root).as_posix() for path in [*found, root / CONFIG])


def test_the_wheel_carries_the_data_whole(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        packed = {
            name.removeprefix("sygraph/_data/"): archive.read(name)
            for name in names
            if name.startswith("sygraph/_data/")
        }
    assert sorted(packed) == data_files(ROOT)
    assert all((ROOT / name).read_bytes() == content for name, content in packed.items())
    assert "sygraph/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any("__pycache__" in name or name.startswith("tests/") for name in names)


def test_it_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}
    where = run(
        sys.executable, "-c", "import sygraph; print(sygraph.__file__)", cwd=tmp_path, env=env
    )
    assert Path(where.strip()).is_relative_to(installed)
    code = "import sygraph; kg = sygraph.open(); print(kg.label('沈阳'), kg.files.root)"
    name, root = run(sys.executable, "-c", code, cwd=tmp_path, env=env).split()
    assert name == "Shenyang"
    assert Path(root) == installed / "sygraph" / "_data"


def test_the_command_is_installed(installed: Path, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"}
    command = (installed / "bin" / "sygraph", "query", "ASK { id:shenyang a sy:City }")
    assert run(*command, cwd=tmp_path, env=env) == "true\n"
