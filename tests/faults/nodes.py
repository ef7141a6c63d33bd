"""One nats-server, or several that keep every stream together."""

from collections.abc import Mapping
from pathlib import Path

from deploy.local.home import Home
from deploy.local.nats import NatsServer
from deploy.local.nats_config import nats_config
from deploy.local.ports import LOOPBACK, free_ports


def nats_servers(
    home: Home, store: Path, public_keys: Mapping[str, str], count: int
) -> list[NatsServer]:
    """That many, each with a configuration and a store of its own; none runs yet."""
    ports, routes = free_ports(count), free_ports(count)
    servers = []
    for number, (port, route) in enumerate(zip(ports, routes, strict=True), start=1):
        name = f"minsheng-{number}"
        others = ", ".join(f'"nats-route://{LOOPBACK}:{each}"' for each in routes)
        extra = f'cluster {{ name: "minsheng", listen: "{LOOPBACK}:{route}", routes: [{others}] }}'
        config = home.path / f"{name}.conf"
        place = store if count == 1 else store / name
        text = nats_config(port, place, public_keys, name, extra if count > 1 else "")
        config.write_text(text, encoding="utf-8")
        servers.append(NatsServer(config=config, port=port, store=place, log=home.log(name)))
        servers[-1].child.name = name if count > 1 else "nats-server"
    return servers
