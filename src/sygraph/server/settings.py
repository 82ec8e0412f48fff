"""How the server is to behave."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """What `sygraph serve` was told.

    Attributes:
        port: 0 is any that is free.
        base_url: the address that the outside knows the server by, such as
            `https://example.org/sygraph/`; None where it is the one that it listens at.
        timeout: seconds that a query may take.
        max_rows, max_bytes: where an answer is cut off.
        max_body: bytes that a request may send.
        max_memory: bytes that a query may take beyond what the graph does.
        concurrency: queries that are answered at once; further ones wait, and then get a 503.
        cache: bytes of answers that are kept for whoever asks the same again; 0 keeps none.
        writable: whether updates are taken, from whoever bears the token.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    timeout: float = 30.0
    max_rows: int = 100_000
    max_bytes: int = 50_000_000
    max_body: int = 1_000_000
    max_memory: int = 2_000_000_000
    concurrency: int = 8
    cache: int = 64_000_000
    writable: bool = False
    token: str | None = field(default=None, repr=False)
