"""What of the network is outside: names that people give us must not lead to our own machines."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

_NAMES_V4 = ipaddress.ip_network("64:ff9b::/96")
_WITHIN_V4 = (_NAMES_V4, ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))

Lookup = Callable[[str, int], Awaitable[list[str]]]


async def look_up(host: str, port: int) -> list[str]:
    """Every address of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def public(address: str) -> bool:
    """Whether an IP address is one of the open internet, however it is written."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return public(str(found.ipv4_mapped))
        if any(found in network for network in _WITHIN_V4):
            return False
    return found.is_global and not found.is_multicast
