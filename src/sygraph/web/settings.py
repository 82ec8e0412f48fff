"""How the server is to behave."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """What `sygraph serve` was told.

    Attributes:
        base_url: the address that the outside knows the server by, such as
            `https://example.org/sygraph/`; None where it is the one that it listens at.
        timeout: seconds that a query may take.
        max_rows, max_bytes: where an answer is cut off.
        max_body: bytes that a request may send.
        concurrency: queries that are answered at once; further ones wait, and then get a 503.
        writable: whether updates are taken, from whoever bears the token.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    timeout: float = 30.0
    max_rows: int = 100_000
    max_bytes: int = 50_000_000
    max_body: int = 1_000_000
    concurrency: int = 8
    writable: bool = False
    token: str | None = None
