"""Answers kept for whoever asks the same again, until the graph changes or there is no room."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

__all__ = ["Kept", "KeptAnswer"]

# Bytes that an answer takes beside its body: what was asked, its headers, its place in the order.
_BESIDES = 4000

Headers = Sequence[tuple[bytes, bytes]]

# A request of more bytes is not worth looking for, an answer of more not worth the room.
_LONGEST_REQUEST, _LONGEST_RAW = 8192, 32_768


@dataclass
class KeptAnswer:
    """An answer with status 200.

    `version` is that of the graph which it was found in, and `raw` the whole of it as it is sent,
    but for what stands above the headers.
    """

    headers: Headers
    body: bytes
    version: int
    raw: bytes = field(default=b"", repr=False)

    @property
    def size(self) -> int:
        return len(self.body) + _BESIDES


class Kept:
    """So many bytes of answers; those that nobody has asked for the longest make room.

    They are found by what is asked and, which is faster, by the very bytes of a request.
    """

    def __init__(self, most: int) -> None:
        # So that tags of another run of the server are not taken for this one's.
        self.instance = secrets.token_hex(4)
        self._most = most
        self._size = 0
        self._version = -1
        self._answers: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self._requests: OrderedDict[bytes, KeptAnswer] = OrderedDict()

    def get(self, key: Hashable, version: int) -> KeptAnswer | None:
        """The answer to what is asked, of that version of the graph."""
        found = self._answers.get(key)
        if found is None or found.version != version:
            return None
        self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keep an answer, unless it would take a good part of all the room."""
        if answer.version < self._version:  # it was found before the graph changed
            return
        if answer.version > self._version:
            self.clear()
            self._version = answer.version
        if answer.size > self._most // 16:
            return
        old = self._answers.pop(key, None)
        self._size += answer.size - (old.size if old else 0)
        self._answers[key] = answer
        while self._size > self._most:
            _, gone = self._answers.popitem(last=False)
            self._size -= gone.size

    def of_request(self, request: bytes, version: int) -> KeptAnswer | None:
        """The answer to a request of these very bytes."""
        found = self._requests.get(request)
        return found if found is not None and found.version == version else None

    def put_request(self, request: bytes, answer: KeptAnswer) -> None:
        """Keep an answer, which is kept already, for a request of these very bytes."""
        room = self._most // (_LONGEST_REQUEST + _LONGEST_RAW)
        if len(request) > _LONGEST_REQUEST or not 0 < len(answer.raw) <= _LONGEST_RAW:
            return
        self._requests[request] = answer
        while len(self._requests) > room:
            self._requests.popitem(last=False)

    def clear(self) -> None:
        self._answers.clear()
        self._requests.clear()
        self._size = 0
