"""How soon a network view stands still in Chromium, against a plain pyvis page of the same graph.

    python benchmarks/view.py [--served] [--sizes N …] [--rounds N] [--patience S] [--chromium PATH]

The graph is the project's own article and made-up ones of its shape (benchmarks/corpus.py), cut to
so many nodes as `sygraph view --limit` cuts it. The plain page is what pyvis writes of the same
nodes, labels and lines with its own settings, its libraries inlined; whatever else it asks the
outside for is refused at once. Both are opened from disk.

A frame is the first still one if something is drawn and no node moves from then on; in the plain
page the physics must have come to rest as well. Times are counted by the page itself, from when its
opening began. The plain page is given up after a while. What bench.py makes a table of is printed
as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route, TimeoutError, sync_playwright

import sygraph
from corpus import write_folder
from measuring import spread
from sygraph.network.payload import Labels, Payload
from sygraph.network.view import View

__all__ = ["SIZES", "opening"]

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SIZES = {300: 4, 1500: 40, 5000: 160}  # nodes, and how many articles hold as many
# Seconds in which a server has made its first drawing.
AHEAD = 5
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")

# Notes when a canvas was first drawn on, and since when no node has moved.
WATCH = """
window.watched = { drawn: null, since: null, last: "" };
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
  if (window.found?.()) window.watched.drawn ??= performance.now();
  return clear.apply(this, box);
};
window.found = () =>
  document.querySelector("[data-payload]")?.view?.drawing?.net
  ?? (typeof network === "undefined" ? null : network);
"""
STILL = """
() => {
  const net = window.found?.();
  const { watched } = window;
  if (!net || watched.drawn === null) return false;
  // A page whose nodes never move is still when it is first drawn.
  watched.moved ??= net.physics.physicsEnabled;
  const places = Object.values(net.body.nodes).slice(0, 60);
  const now = places.map(({ x, y }) => `${x} ${y}`).join();
  if (now !== watched.last) Object.assign(watched, { last: now, since: performance.now() });
  const rests = !net.physics.physicsEnabled || net.physics.stabilized;
  if (!rests || performance.now() - watched.since < 500) return false;
  return watched.moved ? watched.since : watched.drawn;
}
"""


@dataclass(frozen=True)
class Opened:
    """Milliseconds from opening to the first still frame and to an answered click."""

    still: float | None
    answered: float | None
    asked: int


def opened(browser: Browser, page: str, patience: float, click: str | None) -> Opened:
    """Open a page and watch it; what it asks the outside for is refused and counted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    asked: list[str] = []

    def refuse(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:", "blob:", page.partition("network")[0])):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.route("**/*", refuse)
    tab = context.new_page()
    tab.add_init_script(WATCH)
    tab.set_default_timeout(patience * 1000)
    try:
        tab.goto(page, wait_until="commit")
        still = tab.wait_for_function(STILL, polling=100).json_value()
        answered = answer(tab, click) if click else None
        return Opened(still, answered, len(asked))
    except TimeoutError:
        return Opened(None, None, len(asked))
    finally:
        context.close()


def answer(tab: Any, node: str) -> float:
    """Reload, click a node as soon as it is drawn, and wait for its panel."""
    tab.reload(wait_until="commit")
    tab.wait_for_function("() => window.watched?.drawn")
    spot = tab.evaluate(
        """(id) => {
          const { net, box } = document.querySelector("[data-payload]").view.drawing;
          const { x, y } = net.canvasToDOM(net.body.nodes[id]);
          const { left, top } = box.getBoundingClientRect();
          return [x + left, y + top];
        }""",
        node,
    )
    tab.mouse.click(*spot)
    tab.wait_for_selector(".panel:not([hidden])")
    found: float = tab.evaluate("performance.now()")
    return found


def plain(payload: Payload, target: Path) -> None:
    """Write what pyvis makes of the same nodes, labels and lines."""
    from pyvis.network import Network

    page = Network(height="760px", directed=True, cdn_resources="in_line")
    families = {family["id"]: family["colour"] for family in payload["families"]}
    for node in payload["nodes"]:
        page.add_node(node["id"], label=text(node["labels"]), color=families[node["family"]])
    for edge in payload["edges"]:
        page.add_edge(edge["from"], edge["to"], title=text(edge["label"]))
    target.write_text(page.generate_html(), encoding="utf-8")


def text(label: Labels) -> str:
    return label if isinstance(label, str) else label["en"]


def opening(
    sizes: Sequence[int],
    rounds: int,
    patience: float,
    chromium: str | None = None,
) -> dict[str, Any]:
    """How soon a view of so many nodes stands still and answers a click, and a plain page.

    Raises:
        RuntimeError: a view did not come to stand, or asked the outside for anything.
    """
    found = {}
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        wanted = chromium or os.environ.get("SYGRAPH_BROWSER")
        program = wanted or next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = play.chromium.launch(executable_path=program, args=list(SWITCHES))
        for size in sizes:
            found[str(size)] = measured(browser, size, rounds, patience, Path(folder))
            print(size, found[str(size)], file=sys.stderr, flush=True)
        told = f"Chromium {browser.version}"
        browser.close()
    return {"browser": told, "rounds": rounds, "patience": patience, "sizes": found}


def measured(
    browser: Browser, size: int, rounds: int, patience: float, folder: Path
) -> dict[str, Any]:
    write_folder(folder / str(size), SIZES[size])
    kg = sygraph.open(folder / str(size))
    start, cpu = time.perf_counter(), time.process_time()
    view: View = kg.view(limit=size)
    payload = view.payload
    ours, theirs = folder / f"{size}.html", folder / f"{size}-plain.html"
    view.save(ours)
    made, used = time.perf_counter() - start, time.process_time() - cpu
    plain(payload, theirs)
    first = payload["nodes"][0]["id"]
    runs = [opened(browser, ours.as_uri(), patience, first) for _ in range(rounds)]
    bare = opened(browser, theirs.as_uri(), patience, None)
    stills = [run.still / 1000 for run in runs if run.still is not None]
    answers = [run.answered / 1000 for run in runs if run.answered is not None]
    if not len(stills) == len(answers) == rounds:
        raise RuntimeError(f"a view of {size} nodes did not come to stand")
    if any(run.asked for run in runs):
        raise RuntimeError(f"a view of {size} nodes asked the outside")
    return {
        "nodes": len(payload["nodes"]),
        "lines": len(payload["edges"]),
        "made": {"wall": made, "cpu": used},
        "mb": ours.stat().st_size / 1e6,
        "still": spread(stills),
        "answered": spread(answers),
        # None: it had not come to rest when it was given up.
        "plain": {"still": bare.still and bare.still / 1000, "asked": bare.asked},
    }


def served(browser: Browser, rounds: int, patience: float) -> dict[str, Any]:
    """How soon the page of the network of `sygraph serve` stands still and answers a click."""
    command = [sys.executable, "-m", "sygraph", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            page = server.stderr.readline().split()[-1] + "network"
            time.sleep(AHEAD)
            runs = [opened(browser, page, patience, "id:shenyang") for _ in range(rounds)]
        finally:
            server.terminate()
    return {
        "still": spread([run.still / 1000 for run in runs if run.still is not None]),
        "answered": spread([run.answered / 1000 for run in runs if run.answered is not None]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--patience", type=float, default=90.0, metavar="SECONDS")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), choices=SIZES)
    parser.add_argument(
        "--chromium", metavar="PATH", help="default: SYGRAPH_BROWSER, or the one on the PATH"
    )
    parser.add_argument("--served", action="store_true", help="only the page of the server")
    wishes = parser.parse_args()
    if wishes.served:
        with sync_playwright() as play:
            program = wishes.chromium or next(filter(None, map(shutil.which, BROWSERS)), None)
            browser = play.chromium.launch(executable_path=program, args=list(SWITCHES))
            print(json.dumps(served(browser, wishes.rounds, wishes.patience), indent=1))
            browser.close()
        return
    found = opening(wishes.sizes, wishes.rounds, wishes.patience, wishes.chromium)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
