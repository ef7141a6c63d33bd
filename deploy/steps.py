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
from deploy.backup.commands import Erasures, Replace, Unreadable, erased_of, refusing
from deploy.backup.epochs import open_epoch
from deploy.backup.files import RECORDINGS, copy_files
from deploy.backup.making import write_backup
from deploy.backup.manifest import FILES, Manifest
from deploy.backup.restoring import Terms, clear, fill, forget_erased
from deploy.local import databases, keys
from deploy.local.binaries import running_as_root
from deploy.local.postgres import SUPERUSER
from deploy.local.stack import VAULTS
from deploy.secret_files import NATS_SEED, VAULT_KEYS, SecretFiles
from services._vault.keys import Keys

app = typer.Typer(help="The steps of a deployment in containers.", no_args_is_help=True)

Secrets = Annotated[
    Path, typer.Option(envvar="MINSHENG_SECRETS_DIR", help="The deploy step's own secrets.")
]
Server = Annotated[str, typer.Option("--postgres", envvar="MINSHENG_POSTGRES", help="HOST:PORT.")]
Nats = Annotated[str, typer.Option("--nats", envvar="MINSHENG_NATS_URL", help="As services do.")]
Kept = Annotated[Path, typer.Option(help="The folder of `files` and `video`.")]
Replicas = Annotated[int, typer.Option(envvar="MINSHENG_NATS_REPLICAS", min=1, max=5)]
KEPT = Path("/var/lib/minsheng")


@dataclass(frozen=True, slots=True)
class PostgresAt:
    """A server that somebody else runs, as its superuser reaches it."""

    address: str
    superuser: str

    def dsn(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        """A connection address; the superuser's password is filled in."""
        secret = self.superuser if user == SUPERUSER else password
        return f"postgresql://{user}:{secret}@{self.address}/{database}"


@dataclass(frozen=True, slots=True)
class Deployed:
    """Where a deployment keeps what no database holds."""

    kept: Path
    secrets: Path

    @property
    def files(self) -> Path:
        """The files of materials."""
        return self.kept / "files"

    @property
    def video(self) -> Path:
        """What livestream keeps of pictures."""
        return self.kept / "video"


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
def backup(
    to: Annotated[Path, typer.Argument(help="A new folder.")],
    folder: Secrets,
    server: Server,
    kept: Kept = KEPT,
) -> None:
    """Back up what runs, while it runs: facts, vaults, files; no keys."""
    with refusing():
        postgres, _ = _reached(folder, server)
        made = write_backup(postgres, Deployed(kept, folder), to.absolute(), typer.echo)
    typer.echo(f"backup of {made.made_at} in {to}")


@app.command()
def restore(  # noqa: PLR0913, PLR0917 - the options of a command line
    folder_from: Annotated[Path, typer.Argument(metavar="FROM", help="The folder of a backup.")],
    erasures: Erasures,
    folder: Secrets,
    server: Server,
    nats: Nats,
    kept: Kept = KEPT,
    replace: Replace = False,  # noqa: FBT002 - a flag of the command line
    forget_unreadable: Unreadable = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Put a backup in the place of databases without facts; each log begins an epoch.

    The keys of the vaults are those of the services' own folders of secrets, beside ours.
    """
    with refusing():
        terms = Terms(replace, erased_of(erasures), forget_unreadable)
        postgres, _ = _reached(folder, server)
        asyncio.run(_restore(postgres, Deployed(kept, folder), folder_from, terms, nats))
    typer.echo("restored: now the deploy step, then the services")


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
    with refusing():
        seed = keys.nats_seed(folder, NATS_SEED)
        opened = asyncio.run(open_epoch(postgres, nats, seed, service, replicas))
    typer.echo(f"{service}: epoch {opened} is in force once the services are started again")


async def _prepare(
    server: PostgresAt, password: Callable[[str], str], nats: str, folder: Path, replicas: int
) -> None:
    await databases.prepare(server, password)
    typer.echo("databases: as this release wants them")
    epochs, seed = await databases.epochs(server), keys.nats_seed(folder, NATS_SEED)
    in_force = await streams.deploy(nats, seed, epochs=epochs, replicas=replicas)
    typer.echo(f"streams: {', '.join(f'{name} {number}' for name, number in in_force.items())}")


async def _restore(
    server: PostgresAt, place: Deployed, folder: Path, terms: Terms, nats: str
) -> None:
    manifest = Manifest.read(folder)
    keys_of = {
        service: Keys.read(place.secrets.parent / service / VAULT_KEYS) for service in VAULTS
    }
    known = await streams.last_epochs(nats, keys.nats_seed(place.secrets, NATS_SEED))
    await clear(server, replace=terms.replace)
    await fill(server, place, folder, manifest, known, typer.echo)
    for service, opening in keys_of.items():
        await forget_erased(server, service, opening, terms, typer.echo)
    copy_files(folder / FILES, place.files)
    copy_files(folder / FILES, place.video, RECORDINGS)


def _reached(folder: Path, server: str) -> tuple[PostgresAt, Callable[[str], str]]:
    password = partial(keys.password, folder)
    return PostgresAt(server, password(SUPERUSER)), password
