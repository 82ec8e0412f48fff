"""Count the keys that the review of a drafted article takes: python benchmarks/review_keys.py

Drafts one of the seen articles of articles/, opens the page that `sygraph review` prints in
Chromium, and decides on every candidate by keyboard: one key accepts what the check passes and the
encoding of the article has so, two reject the rest. Writes articles/review.json, which drafts.py
prints.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright

from draft_scores import Links, pairs
from drafts import (
    REVIEW,
    Article,
    add_article,
    articles,
    drafted_faults,
    encoded,
    figure_drafts,
    lines_of,
    passages_of,
    quads_of,
)
from measuring import PROGRAM, run, write_json

_MOST = 500  # decisions


def main(arguments: Sequence[str] | None = None) -> int:
    """Review an article and write what that took."""
    seen = [one.name for one in articles() if one.seen]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("article", nargs="?", choices=seen, default=seen[0])
    name = parser.parse_args(arguments).article
    article = next(one for one in articles() if one.name == name)
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder) / "workspace"
        wrong = drafted(space, article)
        with server(space, article) as (address, process), tab(address) as page:
            found = reviewed(page, process.pid, wrong)
    write_json(REVIEW, {"article": name, **found})
    return 0


def drafted(space: Path, article: Article) -> set[tuple[str, str]]:
    """Draft an article; return the figures that are wrong, each by its passage and its words."""
    run([PROGRAM, "init", space])
    add_article(space, article, article.text)
    command: list[str | Path] = [PROGRAM, "--data", space, "draft", article.name]
    lines = lines_of(run([*command, "-f", "jsonl"]).output)
    run(command)
    proposed = quads_of(space / "drafts" / f"{article.name}.trig")
    passages = passages_of(quads_of(space / "graph" / f"{article.name}.trig"))
    right = encoded(article, "a")
    assert right is not None
    numbers = [one for one in right if one["kind"] == "number"]
    candidates = [one for one in lines if one["kind"] == "number"]
    right_of = {id(same): one for one, same in pairs(numbers, candidates)[0]}
    links, sentences = Links(right, lines), [one for one in lines if one["kind"] == "sentence"]
    wrong = set()
    for place, statement in figure_drafts(lines, proposed, passages).items():
        line = lines[place]
        if drafted_faults(right_of.get(id(line)), line, statement, links):
            at = next(n for n, s in enumerate(sentences) if s["start"] <= line["start"] < s["end"])
            wrong.add((passages[at].rpartition("/")[2], str(line["quote"])))
    return wrong


@contextmanager
def server(space: Path, article: Article) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `sygraph review`; yield the address that it prints."""
    command = [str(PROGRAM), "--data", str(space), "review", article.name, "--reviewer", "Ana"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()


@contextmanager
def tab(address: str) -> Iterator[Page]:
    """Open an address in Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("SYGRAPH_BROWSER") or next(filter(None, map(shutil.which, names)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            page = browser.new_page()
            expect.set_options(timeout=60_000)
            page.goto(address)
            yield page
        finally:
            browser.close()


def reviewed(page: Page, process: int, wrong: set[tuple[str, str]]) -> Mapping[str, Any]:
    """Decide on each candidate; return how many keys that took and how many were accepted."""
    keys = accepted = rejected = 0
    took: list[float] = []
    for _ in range(_MOST):
        card = page.locator('.review-card[aria-current="true"]')
        if card.count() == 0:
            break
        number = page.locator("#review").get_attribute("data-passage") or ""
        words = card.locator(".review-words mark").all_inner_texts()
        passes = card.get_attribute("data-verdict") == "passes"
        is_right = not any((number, one) in wrong for one in words)
        before = page.locator("#review").get_attribute("data-digest") or ""
        started = _processor(process)
        pressed = ("a",) if passes and is_right else ("r", "1")
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            for key in pressed:
                page.keyboard.press(key)
        assert answer.value.ok
        if pressed == ("a",):
            took.append(_processor(process) - started)
        expect(page.locator("#review")).not_to_have_attribute("data-digest", before)
        expect(page.locator("#review[aria-busy]")).to_have_count(0)
        keys += len(pressed)
        accepted += pressed == ("a",)
        rejected += pressed != ("a",)
    return {
        "keys": keys,
        "accepted": accepted,
        "rejected": rejected,
        "milliseconds": round(statistics.median(took) * 1000),
    }


def _processor(process: int) -> float:
    """Return the processor time of a process until now, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
