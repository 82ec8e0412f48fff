"""The full-text index of a store on disk: every form of every name, and the passages' words.

The index is a few SQLite databases next to the engine's files, which never change: each load adds
files, and small files are joined. Texts are folded as in a search, marked at both ends and indexed
by trigrams. That finds any part of any word in any script; with the mark it finds whole names and
their beginnings. Rows are numbered in the order of the hits, so reading the first few is enough.

Texts removed from the store stay in the index, so callers check that the store still has them.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from heapq import merge
from itertools import chain, groupby
from typing import IO

from pyoxigraph import Literal, NamedNode, Quad

from sygraph.errors import SygraphError
from sygraph.text.name_forms import Found, fold, found_in, is_form, kind_of, standing

__all__ = ["SUFFIX", "Form", "Index", "Indexing", "add_forms", "add_quads", "work"]

SUFFIX = ".fts"

_START, _END = "\x02", "\x03\x03"
# A character that no text contains.
_NONE = "\ufffe"

# The forms in one file, the small files that are joined, and the forms in a small file, at most.
CHUNK, _MANY, _SMALL = 200_000, 8, 50_000
# From so many forms on, a separate process is faster.
ALONE = 20_000
# A part of one or two characters matches the trigrams that begin with it. Up to so many of them are
# queried; with more, a scan is faster.
WIDE = 400

Form = tuple[str, str]


# Write


class Indexing:
    """Forms on their way into the index of a generation; use it as a context.

    Few forms are indexed at the end in this process, many in another process while files are read.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._forms: list[Form] = []
        self._process: subprocess.Popen[bytes] | None = None

    def add(self, iri: str, text: str) -> None:
        self._forms.append((iri, text))
        if len(self._forms) == CHUNK:
            self.send()

    def send(self) -> None:
        """Send the added forms to the other process, if there are enough of them."""
        if self._process is not None or len(self._forms) >= ALONE:
            self._send()

    def __enter__(self) -> Indexing:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            if self._process is not None:
                self._process.kill()
                self._end()
            return
        self.send()
        if self._process is None:
            add_forms(self._folder, self._forms)
        elif self._end() != 0:
            raise SygraphError("the index for searches could not be made")

    def _send(self) -> None:
        if self._process is None:
            command = [
                sys.executable,
                "-P",
                "-c",
                "from sygraph.store.fulltext import work; work()",
            ]
            self._process = subprocess.Popen([*command, self._folder], stdin=subprocess.PIPE)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # the exit status is checked at the end
            pickle.dump(self._forms, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        self._forms = []

    def _end(self) -> int:
        assert self._process is not None and self._process.stdin is not None
        with suppress(BrokenPipeError):
            pickle.dump(None, self._process.stdin)
            self._process.stdin.close()
        return self._process.wait()


def work(stream: IO[bytes] | None = None) -> None:
    """Index the forms that another process sends, until it sends None.

    A thread indexes while the next forms are read, so that the sender does not wait.
    """
    from concurrent.futures import ThreadPoolExecutor

    stream, jobs = stream or sys.stdin.buffer, []
    # If the pipe ends early, the sender was killed, and its generation is discarded.
    with ThreadPoolExecutor(1) as indexing, suppress(EOFError, pickle.UnpicklingError):
        while (forms := pickle.load(stream)) is not None:
            jobs.append(indexing.submit(add_forms, sys.argv[1], forms))
    for job in jobs:
        job.result()


def add_forms(folder: str, forms: Iterable[Form]) -> None:
    """Add forms to the index of a generation."""
    fresh = list(forms)
    if not fresh:
        return
    files = _files(folder)
    small = [path for path in files if os.path.getsize(path) < _SMALL * 100]
    if len(small) >= _MANY and len(fresh) < _SMALL:
        fresh += chain.from_iterable(map(_forms_in, small))
    else:
        small = []
    number = max((_place(path) for path in files), default=0) + 1
    _write(os.path.join(folder, f"forms-{number}{SUFFIX}"), fresh)
    for path in small:
        os.remove(path)


def add_quads(folder: str, quads: Iterable[Quad]) -> None:
    """Add the texts among the added quads of an update to the index."""
    with Indexing(folder) as index:
        for quad in quads:
            subject, value = quad.subject, quad.object
            if not (isinstance(subject, NamedNode) and isinstance(value, Literal)):
                continue
            if is_form(subject.value, quad.predicate.value):
                index.add(subject.value, value.value)


def _write(path: str, forms: Iterable[Form]) -> None:
    ordered = sorted(set(forms), key=lambda form: standing(*form))
    names = sum(kind_of(iri) != "passage" for iri, _ in ordered)
    database = sqlite3.connect(path, isolation_level=None)
    with closing(database):
        database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
            "CREATE TABLE forms (id INTEGER PRIMARY KEY, iri TEXT, form TEXT);"
            + "".join(
                f"CREATE VIRTUAL TABLE {table} USING fts5(x, content='', detail=none,"
                " columnsize=0, tokenize='trigram case_sensitive 1');"
                f"CREATE VIRTUAL TABLE {table}_terms USING fts5vocab({table}, row);"
                for table in ("names", "passages")
            )
        )
        rows = ((at, *form) for at, form in enumerate(ordered))
        database.executemany("INSERT INTO forms VALUES (?, ?, ?)", rows)
        for table, part in (("names", ordered[:names]), ("passages", ordered[names:])):
            start = 0 if table == "names" else names
            marked = (_START + _plain(fold(text)) + _END for _, text in part)
            database.executemany(
                f"INSERT INTO {table} (rowid, x) VALUES (?, ?)", enumerate(marked, start)
            )
            database.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        database.execute(f"PRAGMA user_version = {names}")
        database.execute("COMMIT")


def _files(folder: str) -> list[str]:
    names = (name for name in os.listdir(folder) if name.endswith(SUFFIX))
    return sorted((os.path.join(folder, name) for name in names), key=_place)


def _place(path: str) -> int:
    return int(os.path.basename(path).removesuffix(SUFFIX).rpartition("-")[2])


def _open(path: str) -> sqlite3.Connection:
    """Open a file of the index. It never changes, so SQLite needs no locks."""
    from urllib.parse import quote

    return sqlite3.connect(f"file:{quote(os.path.abspath(path))}?immutable=1", uri=True)


def _forms_in(path: str) -> list[Form]:
    with closing(_open(path)) as database:
        return database.execute("SELECT iri, form FROM forms").fetchall()


# Read


class Index:
    """The index of a generation.

    Args:
        keep: what keeps the generation from being removed.
    """

    def __init__(self, folder: str, keep: object = None) -> None:
        self._folder = folder
        self._keep = keep

    def __bool__(self) -> bool:
        """Whether the store has an index: older stores have none."""
        return bool(_files(self._folder))

    def find(self, sought: str) -> Iterator[Found]:
        """Yield the forms in which folded text occurs, in the order in which hits are listed."""
        with closing(_Files(self._folder)) as files:
            for kind in range(4 if " " in sought else 3):
                yield from files.merged(partial(_File.names, sought=sought, kind=kind))
            yield from files.merged(lambda file: file.passages(sought))

    def named(self, sought: str) -> list[str]:
        """Return what has folded text as the whole of one of its names."""
        with closing(_Files(self._folder)) as files:
            found = files.merged(lambda file: file.names(sought, 0))
            return list(dict.fromkeys(iri for _, _, iri, _ in found))

    def whole(self, texts: Iterable[str]) -> dict[str, list[Form]]:
        """Return, by folded text, the names that are it, with whose they are."""
        found = {}
        with closing(_Files(self._folder)) as files:
            for text in texts:
                names = [
                    (iri, form) for file in files.all for _, _, iri, form in file.names(text, 0)
                ]
                if names:
                    found[text] = names
        return found

    def alike(self, text: str, most: int = 200) -> list[Form]:
        """Return names that have much in common with folded text, with whose they are."""
        marked = _START + text + _END
        parts = {marked[at : at + 3] for at in range(len(marked) - 3)}
        with closing(_Files(self._folder)) as files:
            shared = Counter(chain.from_iterable(file.sharing(parts) for file in files.all))
        # Of those that share as much, the shorter are nearer.
        ranked = sorted(shared, key=lambda form: (-shared[form], len(form[1]), form))
        return ranked[:most]


class _Files:
    def __init__(self, folder: str) -> None:
        self.all = [_File(path) for path in _files(folder)]

    def close(self) -> None:
        for file in self.all:
            file.close()

    def merged(self, ask: Callable[[_File], Iterator[Found]]) -> Iterator[Found]:
        """What each file finds, in one order, once."""
        found = merge(*(ask(file) for file in self.all))
        return (one for one, _ in groupby(found))


class _File:
    def __init__(self, path: str) -> None:
        self._database = _open(path)

    def close(self) -> None:
        self._database.close()

    def names(self, sought: str, kind: int) -> Iterator[Found]:
        """The names that match so well, and no better."""
        marked = (_START + sought + _END[0], _START + sought, sought)
        parts = sought.split() if kind == 3 else [marked[kind]]
        for iri, form in self._having("names", parts):
            found = found_in(sought, iri, form)
            if found is not None and found[0] == kind:
                yield found

    def passages(self, sought: str) -> Iterator[Found]:
        """The passages that have the text or, apart, its words."""
        for iri, form in self._having("passages", sought.split()):
            found = found_in(sought, iri, form)
            if found is not None:
                yield found

    def sharing(self, parts: Iterable[str], most: int = 300) -> Iterator[Form]:
        for part in parts:
            yield from self._matching("names", _quoted(part), most)

    def _having(self, table: str, parts: Sequence[str]) -> Iterator[Form]:
        """The forms that may have all of these parts, in their order; some may lack one."""
        asked = [words for part in parts if (words := self._words(table, part)) is not None]
        if asked:
            return self._matching(table, " AND ".join(asked))
        [names] = self._database.execute("PRAGMA user_version").fetchone()
        which = "id < ?" if table == "names" else "id >= ?"
        return self._read(f"SELECT iri, form FROM forms WHERE {which} ORDER BY id", names)

    def _words(self, table: str, part: str) -> str | None:
        """Return the FTS query for a part; None where a scan is as fast."""
        if len(part) >= 3:
            return " AND ".join({_quoted(part[at : at + 3]): 0 for at in range(len(part) - 2)})
        found = self._database.execute(
            f"SELECT term FROM {table}_terms WHERE term >= ? AND term <= ? LIMIT ?",
            (_plain(part), _plain(part) + "\U0010ffff", WIDE + 1),
        ).fetchall()
        if len(found) > WIDE:
            return None
        # If no term begins with it, search for one that does not exist.
        terms = [_quoted(term) for (term,) in found] or [_quoted((part + _NONE * 2)[:3])]
        return f"({' OR '.join(terms)})"

    def _matching(self, table: str, words: str, most: int = -1) -> Iterator[Form]:
        # Not one query with a join, which would find all rows before it returns the first.
        rows = self._database.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid LIMIT ?", (words, most)
        )
        for (row,) in rows:
            yield from self._read("SELECT iri, form FROM forms WHERE id = ?", row)

    def _read(self, sql: str, *values: object) -> Iterator[Form]:
        yield from self._database.execute(sql, values)


def _plain(text: str) -> str:
    """Return a text without characters that SQLite does not store."""
    return text.encode("utf-8", "replace").decode().replace("\0", _NONE)


def _quoted(text: str) -> str:
    return '"' + _plain(text).replace('"', '""') + '"'
