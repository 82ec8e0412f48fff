"""What the parts of the benchmark share: corpora and stores made once, runs in turn, medians."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from corpus import write_quads
from sygraph.bulk import load, sources
from sygraph.data import Files

__all__ = ["Run", "Workshop", "in_turn", "machine", "run", "spread"]


@dataclass(frozen=True)
class Run:
    """What a process took: seconds, seconds of the processor, its peak of memory in MiB."""

    wall: float
    cpu: float
    peak: float
    output: bytes


class Workshop:
    """A folder in which corpora, stores and the peers' environment are kept from part to part."""

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
            load(sources([Files.bundled().ontology, self.corpus(articles)]), path)
        return path

    def generation(self, articles: int) -> Path:
        """The bare Oxigraph database in the store of a corpus."""
        store = self.store(articles)
        return store / (store / "current-generation").read_text().strip()

    def peers(self) -> Path:
        """The interpreter of the environment with the peers, which is set up at first."""
        folder = self.folder / "peers"
        python = folder / "bin" / "python"
        if not (folder / "ready").exists():
            venv.create(folder, with_pip=True)
            wanted = Path(__file__).with_name("requirements.txt")
            subprocess.run([python, "-m", "pip", "install", "-qr", wanted], check=True)
            (folder / "ready").touch()
        return python


def run(command: Sequence[str | Path], **environment: str) -> Run:
    """Run a command; its processor time and memory are those of it and its children.

    Raises:
        RuntimeError: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | environment,
    )
    output, said = process.stdout, process.stderr
    assert output is not None and said is not None
    data = output.read()
    complaint = said.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    output.close()
    said.close()
    if process.returncode:
        raise RuntimeError(f"{command}: {complaint.decode(errors='replace')[-400:]}")
    peak = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Run(wall, used.ru_utime + used.ru_stime, peak, data)


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


def machine() -> dict[str, object]:
    """What the measurements were taken on."""
    names = ("pyoxigraph", "rdflib")
    return {
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0,
    }


def write_json(path: Path, value: object) -> None:
    """Write a part's result, whole or not at all."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    new.replace(path)
