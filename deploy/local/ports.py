"""Free ports on the loopback address.

They lie below the ephemeral range. A client that keeps trying to reach a stopped server on an
ephemeral port can be given that very port as its own and connect to itself; the server could
then not come back.
"""

import secrets
import socket

LOOPBACK = "127.0.0.1"
_LOWEST, _HIGHEST = 20000, 29999
_TRIES = 200


def free_port() -> int:
    """A TCP port nobody listens on at this moment; OSError when none is found."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """That many different free ports."""
    found: set[int] = set()
    for _ in range(_TRIES):
        candidate = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST + 1)
        if is_free(candidate):
            found.add(candidate)
        if len(found) == count:
            return list(found)
    raise OSError(f"no {count} free ports between {_LOWEST} and {_HIGHEST}")


def is_free(port: int) -> bool:
    """Whether a server could listen on `port` now."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
