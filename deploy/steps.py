"""``minsheng deploy``: what is done for a deployment in containers, before its services start."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from contracts.topology import SERVICES
from deploy import streams
from deploy.backup.epochs import open_epoch
from deploy.local import databases, keys
from deploy.local.binaries import running_as_root
from deploy.local.databases import NoEpochLeft
from deploy.local.postgres import SUPERUSER
from deploy.secret_files import NATS_SEED, SecretFiles

app = typer.Typer(help="The steps of a deployment in containers.", no_args_is_help=True)

Secrets = Annotated[
    Path, typer.Option(envvar="MINSHENG_SECRETS_DIR", help="The deploy step's own secrets.")
]
Server = Annotated[str, typer.Option("--postgres", envvar="MINSHENG_POSTGRES", help="HOST:PORT.")]
Nats = Annotated[str, typer.Option("--nats", envvar="MINSHENG_NATS_URL", help="As services do.")]
Replicas = Annotated[int, typer.Option(envvar="MINSHENG_NATS_REPLICAS", min=1, max=5)]


@dataclass(frozen=True, slots=True)
class PostgresAt:
    """A server that somebody else runs, as its superuser reaches it."""

    address: str
    superuser: str

    def dsn(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        """A connection address; the superuser's password is filled in."""
        secret = self.superuser if user == SUPERUSER else password
        return f"postgresql://{user}:{secret}@{self.address}/{database}"


@app.command()
def secrets(
    folder: Annotated[Path, typer.Argument(help="Where they are made, and kept if they are.")],
    database: Annotated[str, typer.Option(help="HOST:PORT of PostgreSQL.")] = "postgres:5432",
) -> None:
    """Make every secret that is missing, for the owner alone: a folder for each part."""
    made = SecretFiles(folder.absolute(), database)
    made.make()
    if running_as_root():
        made.hand_over()
        typer.echo(f"{folder}: given to the accounts that the containers run as")
    else:
        typer.echo(f"{folder}: yours alone. A container reads them only if root hands them over")
    typer.echo("Whoever has this folder and a backup can read everybody's data: keep it elsewhere.")


@app.command()
def prepare(folder: Secrets, server: Server, nats: Nats, replicas: Replicas = 1) -> None:
    """Create and migrate the databases, then the streams; done again it changes nothing."""
    asyncio.run(_prepare(*_reached(folder, server), nats, folder, replicas))


@app.command()
def epoch(
    service: Annotated[str, typer.Argument(help=f"Whose log: {', '.join(SERVICES)}.")],
    folder: Secrets,
    server: Server,
    nats: Nats,
    replicas: Replicas = 1,
) -> None:
    """Begin a new epoch of a log, after a restore; then every service must be started again."""
    if service not in SERVICES:
        raise typer.BadParameter(f"one of {', '.join(SERVICES)}")
    postgres, _ = _reached(folder, server)
    seed = keys.nats_seed(folder, NATS_SEED)
    try:
        opened = asyncio.run(open_epoch(postgres, nats, seed, service, replicas))
    except NoEpochLeft as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{service}: epoch {opened} is in force once the services are started again")


async def _prepare(
    server: PostgresAt, password: Callable[[str], str], nats: str, folder: Path, replicas: int
) -> None:
    await databases.prepare(server, password)
    typer.echo("databases: as this release wants them")
    epochs, seed = await databases.epochs(server), keys.nats_seed(folder, NATS_SEED)
    in_force = await streams.deploy(nats, seed, epochs=epochs, replicas=replicas)
    typer.echo(f"streams: {', '.join(f'{name} {number}' for name, number in in_force.items())}")


def _reached(folder: Path, server: str) -> tuple[PostgresAt, Callable[[str], str]]:
    password = partial(keys.password, folder)
    return PostgresAt(server, password(SUPERUSER)), password
