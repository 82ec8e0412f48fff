"""Build a release: python tools/release.py [FOLDER], by default dist.

The wheel, the source distribution, the data in several serialisations with and without the
article's text, a description of them, and SHA256SUMS. Twice the same commit gives twice the same
bytes, whatever the clock, the folder and the user's habits: times are those of the version, and
what is built is what is committed, in a folder of its own. The folder is replaced as a whole,
and only when all has been built.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["build", "committed", "epoch", "version"]

ROOT = Path(__file__).resolve().parent.parent
SUMS = "SHA256SUMS"
# What is made in a tree and does not belong to it.
NOT_SOURCE = (
    ".venv",
    "build",
    "dist",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    ".release-*",
    ".schemathesis",
)


class Unfit(Exception):
    """Why this tree is not to be released."""


def version(tree: Path) -> str:
    """Return the version, which is written down in three places, in all of them the same."""
    found = {
        place: match[1] if (match := re.search(pattern, read(tree / place), re.M)) else None
        for place, pattern in {
            "src/sygraph/version.py": r'^__version__ = "(.+)"',
            "ontology/sygraph.ttl": r'owl:versionInfo "(.+)"',
            "CITATION.cff": r"^version: (.+)$",
        }.items()
    }
    if len(set(found.values())) != 1 or None in found.values():
        raise Unfit(f"the versions differ: {found}")
    [number] = {value for value in found.values() if value}
    if f"ontology/{number}>" not in read(tree / "ontology" / "sygraph.ttl"):
        raise Unfit(f"the version IRI of the ontology is not that of {number}")
    if f"\n## {number} (" not in read(tree / "docs" / "data-changelog.md"):
        raise Unfit(f"docs/data-changelog.md says nothing of {number}: tools/data_changelog.py")
    return number


def epoch(tree: Path) -> int:
    """Return the moment that all files are given: the first of the day of the version."""
    match = re.search(r'^date-released: "?([\d-]+)"?$', read(tree / "CITATION.cff"), re.M)
    if match is None:
        raise Unfit("CITATION.cff has no date-released")
    return int(datetime.fromisoformat(match[1]).replace(tzinfo=UTC).timestamp())


def read(path: Path) -> str:
    if not path.is_file():
        raise Unfit(f"there is no {path.name}")
    return path.read_text(encoding="utf-8")


def committed(root: Path, folder: Path) -> Path:
    """Put what is committed into a folder; what is not does not belong into a release.

    A tree that is no checkout, such as an unpacked source distribution, is taken as it is.
    """
    tree = folder / "tree"
    if not (root / ".git").exists():
        shutil.copytree(root, tree, ignore=shutil.ignore_patterns(*NOT_SOURCE))
        return tree
    tree.mkdir()
    archive = folder / "tree.tar"
    here = f"safe.directory={root}"  # whoever owns it
    if git("-c", here, "-C", root, "status", "--porcelain", "--untracked-files=no"):
        print("note: only what is committed is released", file=sys.stderr)
    git("-c", here, "-C", root, "archive", "--format=tar", "-o", archive, "HEAD")
    with tarfile.open(archive) as tar:
        tar.extractall(tree, filter="data")
    archive.unlink()
    return tree


def build(tree: Path, folder: Path) -> None:
    """Build all from a tree into an empty folder."""
    number = version(tree)
    moment = epoch(tree)
    env = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(moment),
        "PYTHONPATH": str(tree / "src"),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
    for name in [name for name in env if name.startswith("SYGRAPH_")]:
        del env[name]
    python = (sys.executable, "-B")
    hatchling = (*python, "-m", "hatchling", "build")
    run(*hatchling, "-t", "sdist", "-d", folder, cwd=tree, env=env)
    [sdist] = folder.glob("*.tar.gz")
    with tempfile.TemporaryDirectory() as place, tarfile.open(sdist) as tar:
        tar.extractall(place, filter="data")
        [source] = Path(place).iterdir()
        run(*hatchling, "-t", "wheel", "-d", folder, cwd=source, env=env)
    data = tree / "tools" / "release_data.py"
    run(*python, data, tree, folder, number, cwd=folder, env=env)
    for name in ("CITATION.cff", "LICENSE", "CHANGELOG.md", "docs/data-changelog.md"):
        shutil.copyfile(tree / name, folder / Path(name).name)
    names = sorted(path.name for path in folder.iterdir())
    sums = (f"{digest(folder / name)}  {name}\n" for name in names)
    (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o644)
        os.utime(path, (moment, moment))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def replace(new: Path, target: Path) -> None:
    """Put the new folder in the place of an old one, which stays whole until then."""
    old = new.with_name(new.name + ".old")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> None:
    """Run a command; where it fails, show what it said."""
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise Unfit(f"{command[-1]}: {done.stdout}{done.stderr}")


def git(*arguments: str | Path) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Unfit(done.stderr.strip())
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    target = parser.parse_args().folder.resolve()
    with tempfile.TemporaryDirectory(prefix=".release-", dir=target.parent) as place:
        work = Path(place)
        new = work / "release"
        new.mkdir()
        try:
            build(committed(ROOT, work), new)
        except Unfit as reason:
            sys.exit(f"error: {reason}")
        replace(new, target)
    for path in sorted(target.iterdir()):
        print(f"{path.stat().st_size:>10,}  {path.name}")


if __name__ == "__main__":
    main()
