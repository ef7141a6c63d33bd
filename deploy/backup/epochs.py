"""A new epoch of one service's log: a new stream, filled from the first fact on.

It is opened when a database was restored alone and its log is no longer what its stream tells.
"""

import os
import signal
from functools import partial
from pathlib import Path

from contracts.topology import SERVICES
from deploy import streams
from deploy.backup.servers import noted_of, postgres_of
from deploy.local import databases, keys
from deploy.local.home import Home
from deploy.local.nats_config import DEPLOY_USER


async def begin_epoch(home: Home, service: str) -> int:
    """Open the next epoch and start every service again; its number."""
    noted = noted_of(home)
    server = postgres_of(home, noted["postgres"]["port"])
    seed = keys.nats_seed(home.secrets, DEPLOY_USER)
    epoch = await open_epoch(server, noted["nats"]["url"], seed, service)
    for name in SERVICES:  # whoever keeps them running starts them again
        os.kill(noted["processes"][f"service {name}"], signal.SIGTERM)
    return epoch


async def open_epoch(
    server: databases.Postgres, nats_url: str, seed: Path, service: str, replicas: int = 1
) -> int:
    """Mark a database as of the next epoch and make its stream; who starts then, moves there."""
    deploy = partial(streams.deploy, nats_url, seed, replicas=replicas)
    in_force = await deploy(epochs=await databases.epochs(server))
    epoch = in_force[service] + 1
    await databases.begin_epoch(server, service, epoch)
    await deploy(epochs=in_force | {service: epoch})
    return epoch
