"""The parts of the stack that are ours to describe: the four services and the gateway."""

import http.client
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from contracts.topology import SERVICES
from deploy.local.binaries import caddy
from deploy.local.child import Child, StartFailed
from deploy.local.home import Home
from deploy.local.ports import LOOPBACK
from services._kit.settings import is_loopback

_REPOSITORY = Path(__file__).resolve().parents[2]
STATIC = _REPOSITORY / "build" / "static"
_CADDYFILE = _REPOSITORY / "deploy" / "gateway" / "Caddyfile"


def service_child(name: str, home: Home, environment: Mapping[str, str]) -> Child:
    """One service as a process of its own, run by the Python that runs us."""
    return Child(
        name=f"service {name}",
        command=[sys.executable, "-m", f"services.{name}"],
        log=home.log(name),
        environment={
            "MINSHENG_STATIC_DIR": str(STATIC),
            "MINSHENG_LOG_LEVEL": os.environ.get("MINSHENG_LOG_LEVEL", "INFO"),
            "PYTHONPATH": str(_REPOSITORY),
            "PYTHONUNBUFFERED": "1",
            **environment,
        },
        stop_seconds=15.0,  # requests under way are answered first
        forked=True,
    )


def gateway_child(home: Home, port: int, services: Mapping[str, int]) -> Child:
    """Caddy on the one port that people use; beyond this machine only where TLS ends before it."""
    bind = os.environ.get("MINSHENG_BIND", LOOPBACK)
    if not is_loopback(bind) and os.environ.get("MINSHENG_BEHIND_TLS") != "true":
        raise StartFailed(
            f"MINSHENG_BIND={bind} would carry passwords and personal data in the clear: leave it"
            " out, or say MINSHENG_BEHIND_TLS=true where TLS ends before it"
        )
    addresses = {f"MINSHENG_{name.upper()}": f"{LOOPBACK}:{services[name]}" for name in SERVICES}
    return Child(
        name="Caddy",
        command=[caddy(), "run", "--adapter", "caddyfile", "--config", _CADDYFILE],
        log=home.log("caddy"),
        environment={
            "MINSHENG_PORT": str(port),
            "XDG_DATA_HOME": str(home.path / "caddy"),
            "XDG_CONFIG_HOME": str(home.path / "caddy"),
            **addresses,
        },
    )


def responds(port: int, path: str) -> bool:
    """Whether `path` answers 200 within a second."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=1)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
