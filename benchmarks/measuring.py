"""What the parts of the benchmark share: corpora and stores made once, runs in turn, medians."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

from corpus import write_quads
from sygraph.data import Files

__all__ = [
    "OWN_PEAK",
    "PROGRAM",
    "Run",
    "Workshop",
    "in_turn",
    "machine",
    "memory_of",
    "run",
    "spread",
    "spreads",
    "write_json",
]

# The program that belongs to this interpreter.
PROGRAM = str(Path(sys.executable).with_name("sygraph"))

# What the figures depend on besides the program itself, where it is installed.
_MEASURED_WITH = (
    *("pyoxigraph", "rdflib", "oxigraph", "networkx", "pyvis", "pyshacl", "starlette"),
    *("uvicorn", "click", "playwright"),
)


_STATEMENT = "Observation|Target|Undertaking|Ranking|Partnership|Designation"


def _statements(trig: str) -> list[str]:
    """The slugs of the statements of an article and of their groups, the longest first."""
    found = set(re.findall(rf"\bid:([\w-]+) a sy:(?:{_STATEMENT})\b", trig))
    groups = re.findall(r"\bid:([\w-]+) dcterms:hasPart id:([\w-]+)", trig)
    found |= {group for group, member in groups if member in found}
    return sorted(found, key=len, reverse=True)


@dataclass(frozen=True)
class Run:
    """What a process took: seconds, seconds of the processor, its peak of memory in MiB."""

    wall: float
    cpu: float
    peak: float
    output: bytes


class Workshop:
    """A folder in which corpora, stores and the peers' environment are kept from part to part."""

    USUAL = Path(tempfile.gettempdir()) / "sygraph-bench"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def corpus(self, articles: int) -> Path:
        """A corpus of so many articles as N-Quads."""
        path = self.folder / f"corpus-{articles}.nq"
        if not path.exists():
            new = path.with_suffix(".new")
            write_quads(new, articles)
            new.rename(path)
        return path

    def store(self, articles: int) -> Path:
        """The store of a corpus; its one generation is the folder 1 in it."""
        path = self.folder / f"store-{articles}"
        if not (path / "current-generation").exists():
            files = (Files.bundled().ontology, self.corpus(articles))
            made = run([PROGRAM, "load", *files, "--store", path], whole=True)
            with self.corpus(articles).open("rb") as lines:
                told = {"quads": sum(1 for _ in lines), "wall": made.wall, "cpu": made.cpu}
            write_json(self.folder / f"made-{articles}.json", told | {"peak": made.peak})
        return path

    def made(self, articles: int) -> dict[str, float] | None:
        """What loading the store of a corpus took, its peak over all processes; None: unknown."""
        store, path = self.store(articles), self.folder / f"made-{articles}.json"
        if not path.exists():
            return None
        told: dict[str, float] = json.loads(path.read_text("utf-8"))
        size = sum(file.stat().st_size for file in store.rglob("*") if file.is_file())
        return told | {"disk": size / 2**20}

    def generation(self, articles: int) -> Path:
        """The bare Oxigraph database in the store of a corpus."""
        store = self.store(articles)
        return store / (store / "current-generation").read_text().strip()

    def copies(self, articles: int) -> Path:
        """A folder laid out as the project, with its article so many times under other names.

        Unlike what is made up, they are without fault, as what is checked every day is. Entities
        are shared, and each copy has statements of its own.
        """
        root = self.folder / f"copies-{articles}"
        if root.exists():
            return root
        new, bundled = root.with_suffix(".new"), Files.bundled()
        shutil.rmtree(new, ignore_errors=True)
        for part in ("ontology", "queries", "graph", "seeds"):
            shutil.copytree(bundled.root / part, new / part)
        article = bundled.articles[0].path
        excused = article.with_suffix(".exceptions.tsv")
        stated = re.compile(rf"\bid:({'|'.join(_statements(article.read_text('utf-8')))})(?![\w-])")
        entries = re.split(r"\n(?=id:)", bundled.gazetteer.read_text("utf-8"))
        with (new / "graph" / "gazetteer.ttl").open("a", encoding="utf-8") as gazetteer:
            for number in range(2, articles + 1):
                name = f"copy-{number}"
                for path in (article, excused):
                    text = path.read_text("utf-8").replace(article.stem, name)
                    target = new / "graph" / path.name.replace(article.stem, name)
                    target.write_text(stated.sub(rf"id:\1-{name}", text), encoding="utf-8")
                shutil.copy(bundled.seed, new / "seeds" / f"{name}.txt")
                for entry in filter(stated.match, entries):
                    named = entry.partition("\n\n")[0]
                    gazetteer.write(stated.sub(rf"id:\1-{name}", f"\n{named}\n"))
        new.rename(root)
        return root

    def peers(self) -> Path:
        """The interpreter of the environment with the peers, which is set up at first."""
        folder = self.folder / "peers"
        python = folder / "bin" / "python"
        if not (folder / "ready").exists():
            venv.create(folder, with_pip=True, clear=True)
            wanted = Path(__file__).with_name("requirements.txt")
            subprocess.run([python, "-m", "pip", "install", "-qr", wanted], check=True)
            (folder / "ready").touch()
        return python


def run(
    command: Sequence[str | Path],
    *,
    given: bytes = b"",
    whole: bool = False,
    ends: Collection[int] = (0,),
) -> Run:
    """Run a command; its processor time is that of it and its children.

    Args:
        given: what comes on its standard input.
        whole: its peak of memory is that of all its processes together, looked at now and then,
            and not that of the largest of them.
        ends: with what it may end.

    Raises:
        RuntimeError: it failed.
    """
    words = [str(word) for word in command]
    launch = [sys.executable, "-I", "-S", "-c", _LAUNCH]
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stderr,
        tempfile.NamedTemporaryFile("r+", encoding="utf-8") as taken,
    ):
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(
            [*launch, taken.name, *words], stdin=stdin, stdout=subprocess.PIPE, stderr=stderr
        )
        with _Watched(process.pid if whole else None) as watched:
            output, _ = process.communicate()
        told = taken.read()
        wall, cpu, peak, status = json.loads(told) if told else (0.0, 0.0, 0.0, -1)
        if status not in ends:
            stderr.seek(0)
            raise RuntimeError(f"{words}: {stderr.read().decode(errors='replace')[-400:]}")
    return Run(wall, cpu, max(peak, watched.peak), output)


# What is started shows at least the memory of whoever started it, so somebody small does that.
_LAUNCH = """
import os, resource, sys, time
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
with open(sys.argv[1], "w") as taken:
    taken.write(str([wall, used.ru_utime + used.ru_stime, peak, status]))
"""


class _Watched:
    """Looks every half second at what a process and those it started take of memory."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        self.peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watched:
        if self.pid is not None:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.pid is not None:
            self._over.set()
            self._thread.join()

    def _watch(self) -> None:
        assert self.pid is not None
        while not self._over.wait(0.5):
            self.peak = max(self.peak, sum(memory_of(self.pid)))


# What a process that was started says of its own peak, in MiB. What the system says of processes
# that have ended is at least what whoever started them took.
OWN_PEAK = """
def own_peak():
    import resource, sys
    try:
        with open("/proc/self/status") as status:
            return int(status.read().partition("VmHWM:")[2].split()[0]) / 2**10
    except (OSError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
"""


def memory_of(pid: int) -> tuple[float, float]:
    """What a process takes in MiB, and what those that it started take, what they share once."""
    parents = {}
    with suppress(OSError):
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                    parents[int(entry.name)] = int(stat[1])
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    return _pss(pid), sum(_pss(child) for child in below - {pid})


def _pss(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def in_turn(
    rounds: int, ways: Mapping[str, Callable[[], object]], *, calls: int = 1
) -> dict[str, list[tuple[float, float]]]:
    """Do things in turn, so many times; return what each took, by the clock and by the processor.

    What is first each time changes, so that none always finds what another has left in memory.

    Args:
        rounds: how many measurements of each.
        ways: the things to do, by name.
        calls: how often a thing is done for one measurement, which is then their mean: what takes
            less than a millisecond is not measured by itself.
    """
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            do = ways[name]
            clock, processor = time.perf_counter(), time.process_time()
            for _ in range(calls):
                do()
            wall, cpu = time.perf_counter() - clock, time.process_time() - processor
            taken[name].append((wall / calls, cpu / calls))
    return taken


def spread(values: Sequence[float]) -> dict[str, float]:
    """The median of measurements, and the least and the most."""
    return {"median": median(values), "least": min(values), "most": max(values)}


def spreads(runs: Sequence[Run]) -> dict[str, dict[str, float]]:
    """The medians of what processes took."""
    return {
        "wall": spread([run.wall for run in runs]),
        "cpu": spread([run.cpu for run in runs]),
        "peak": spread([run.peak for run in runs]),
    }


def machine() -> dict[str, Any]:
    """What the measurements were taken on."""
    versions = {}
    for name in _MEASURED_WITH:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return {
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "processor": _processor(),
        "python": platform.python_version(),
        "versions": versions,
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0,
        "nice": os.nice(0) if hasattr(os, "nice") else 0,
    }


@cache
def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def write_json(path: Path, value: object) -> None:
    """Write a part's result, whole or not at all."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(path)
