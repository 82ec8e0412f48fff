"""The address of a client, by which limits are counted."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

__all__ = ["client_address", "is_loopback"]

# The part of an IPv6 address that is assigned to one client.
_CLIENT_BITS = 64


@lru_cache(maxsize=1024)
def client_address(host: str) -> str:
    """Return what stands for a client: of an IPv6 address, its network.

    >>> client_address("2001:db8::7"), client_address("::ffff:192.0.2.7")
    ('2001:db8::/64', '192.0.2.7')
    """
    address = _address(host)
    if not isinstance(address, IPv6Address) or address.is_loopback:
        return str(address or host)
    return str(IPv6Network((int(address), _CLIENT_BITS), strict=False))


@lru_cache(maxsize=1024)
def is_loopback(client: str) -> bool:
    """Whether a client is this machine, where a proxy may run.

    >>> is_loopback("127.0.0.2"), is_loopback(client_address("::ffff:127.0.0.1")), is_loopback("")
    (True, True, True)
    >>> is_loopback("192.0.2.7"), is_loopback("2001:db8::/64")
    (False, False)
    """
    address = _address(client)
    return "/" not in client if address is None else address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The address of a text; an IPv4 address in the form of IPv6 as IPv4."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
