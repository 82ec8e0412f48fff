"""How the server is to behave."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """What the options of `sygraph serve` say.

    Attributes:
        port: 0 is any that is free.
        base_url: the address that the outside knows the server by, such as
            `https://example.org/sygraph/`; None where it is the one that it listens at.
        allowed_hosts: the names in a Host header that are believed besides the loopback's.
        timeout: seconds that a request may take to be answered.
        max_rows, max_bytes: where an answer is cut off.
        max_body: bytes that a request may send.
        max_memory: bytes that all processes together may take; None is half of the machine's.
        concurrency: requests that are answered at once; others wait, and then get a 503.
        workers: processes that hold the connections; None is one for each core, at least two.
        writable: whether updates are taken, from clients that have the token.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    timeout: float = 30.0
    max_rows: int = 100_000
    max_bytes: int = 50_000_000
    max_body: int = 1_000_000
    max_memory: int | None = None
    concurrency: int = 8
    workers: int | None = None
    writable: bool = False
    token: str | None = field(default=None, repr=False)
