"""A port that was given out is given to nobody else before its server listens."""

import socket
import subprocess
import sys

import pytest

from deploy.local.ports import LOOPBACK, free_port, free_ports, is_free

ONLY_ONE_TO_CHOOSE = """
import sys
from deploy.local import ports

ports._LOWEST = ports._HIGHEST = int(sys.argv[1])
ports.free_port()
"""


def listening(port: int) -> socket.socket:
    """A server as ours are: with SO_REUSEADDR."""
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((LOOPBACK, port))
    server.listen()
    return server


def test_ports_asked_for_one_after_another_differ() -> None:
    given = [free_port(), *free_ports(20), *free_ports(20)]
    assert len(set(given)) == len(given)


def ask_for(port: int) -> subprocess.CompletedProcess[str]:
    """Another process that wants this very port."""
    return subprocess.run(
        [sys.executable, "-c", ONLY_ONE_TO_CHOOSE, str(port)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_another_process_is_not_given_a_port_whose_server_has_yet_to_start() -> None:
    assert "no 1 free ports" in ask_for(free_port()).stderr


def test_the_server_that_a_port_is_for_listens_on_it_again_and_again() -> None:
    port = free_port()
    for _ in range(2):
        assert is_free(port)
        with listening(port), socket.create_connection((LOOPBACK, port)):
            assert not is_free(port)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, port))


def test_who_asks_for_many_keeps_the_latest_and_lets_the_first_go() -> None:
    first, *_, last = [free_port() for _ in range(300)]
    for port, given in ((first, True), (last, False)):
        asked = ask_for(port)
        assert (asked.returncode == 0) is given
