"""The settings of the server."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Settings"]


@dataclass(frozen=True)
class Settings:
    """The options of `sygraph serve`.

    Attributes:
        port: the port; 0 is any free port.
        base_url: the public address, such as `https://example.org/sygraph/`; None is the address
            at which the server listens.
        allowed_hosts: allowed names in a Host header, besides the loopback.
        timeout: the time limit of a request in seconds.
        max_rows, max_bytes: the limits of an answer, which is cut off there.
        max_body: the most bytes of a request's body.
        max_memory: bytes that all processes together may use; None is half of the memory.
        concurrency: requests that are answered at once; others wait, and then get a 503.
        workers: processes that hold the connections; None is one for each core, at least two.
        draws_ahead: whether the network is drawn before anyone asks for it.
        writable: whether clients with the token can send updates.
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
    draws_ahead: bool = False
    writable: bool = False
    token: str | None = field(default=None, repr=False)
