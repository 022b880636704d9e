"""Addresses by what they mean: which are on the internet, which are a network's own, which are nobody's."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from configuration.network import PRIVATE_RANGES

HIGHEST_PORT: Final = 65535
LONGEST_LABEL: Final = 63
"""Characters between two dots of a name (RFC 1035, section 2.3.4)."""
LARGEST_PREFIX: Final = 8
"""A wider block than an organization of the internet was ever given."""
LOCAL_NAMES: Final = ("localhost", "local", "internal", "localdomain", "home.arpa")
"""Names, or their last labels, that no name server of the internet answers (RFC 6761, RFC 8375, ICANN on .internal)."""

SHARED: Final = IPv4Network("100.64.0.0/10")
"""What providers use behind their own translation of addresses (RFC 6598)."""

NO_HOST: Final = {
    "is loopback": IPv4Network("127.0.0.0/8"),
    "is link-local, where metadata of machines is served": IPv4Network("169.254.0.0/16"),
    "is multicast": IPv4Network("224.0.0.0/4"),
    "is reserved": IPv4Network("240.0.0.0/4"),
    "is no address of a host": IPv4Network("0.0.0.0/8"),
}
"""Blocks in which no server of another has its address (RFC 6890)."""


def host_problem(url: str) -> str | None:
    """Return why the host or port of a URL can be no server on the internet, None if it can."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "has a port that is none"
    if port is not None and not 1 <= port <= HIGHEST_PORT:
        return "has a port that is none"
    if (address := _address(host)) is not None:
        is_public = address.is_global and not address.is_multicast
        return None if is_public else "names an address that is not on the internet"
    labels = host.rstrip(".").split(".")
    if len(labels) == 1 or any(host.rstrip(".").endswith(f".{name}") for name in LOCAL_NAMES):
        return "names a host that is not on the internet"
    if any(
        not label or label.startswith("-") or label.endswith("-") or len(label) > LONGEST_LABEL
        for label in labels
    ):
        return "has a host name that is none"
    return None


def no_host(network: IPv4Network) -> str | None:
    """Return why no host has its address in a block, None if one can."""
    return next((why for why, block in NO_HOST.items() if network.overlaps(block)), None)


def not_public(network: IPv4Network) -> str | None:
    """Return why a block is not on the internet, None if it is."""
    is_private = any(network.overlaps(block) for block in (*PRIVATE_RANGES, SHARED))
    return no_host(network) or ("is private" if is_private else None)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host is; the C library takes `127.1`, `0x7f000001` and `2130706433` too."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
