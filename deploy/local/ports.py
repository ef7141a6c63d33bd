"""Free ports on the loopback address, kept for the process that asked for them.

They lie below the usual ephemeral range: a client that keeps trying to reach a stopped server on an
ephemeral port can be given that very port as its own and connect to itself; the server could
then not come back.
"""

import os
import secrets
import socket
from collections import deque

LOOPBACK = "127.0.0.1"
_LOWEST, _HIGHEST = 20000, 29999
_TRIES = 200

# A socket that is bound and never listens keeps its port from other seekers and from the kernel's
# own choice for outgoing connections, while a server (they all set SO_REUSEADDR) may still listen.
# The oldest are let go so that a long run does not use up its open files.
_kept: deque[int] = deque()  # file descriptors: a socket that nobody closes is warned of
_MOST_KEPT = 256


def free_port() -> int:
    """A TCP port that nobody listens on or keeps; OSError when none is found."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """That many different free ports."""
    found: list[int] = []
    for _ in range(_TRIES):
        candidate = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST + 1)
        if _keep(candidate):
            found.append(candidate)
        if len(found) == count:
            return found
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


def _keep(port: int) -> bool:
    """Bind `port` for as long as this process wants it; False when another has it."""
    keeper = socket.socket()
    try:
        # Without SO_REUSEADDR, or the port that another one keeps would look free.
        keeper.bind((LOOPBACK, port))
    except OSError:
        keeper.close()
        return False
    # With it, or the server that the port is for could not listen.
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    _kept.append(keeper.detach())
    if len(_kept) > _MOST_KEPT:
        os.close(_kept.popleft())
    return True
