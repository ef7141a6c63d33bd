"""``minsheng backup``, ``restore``, ``erasures`` and ``epoch``."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import asyncpg
import httpx
import typer

from contracts.envelope import Envelope
from contracts.events.registration import PersonErased
from contracts.topology import SERVICES
from deploy.backup import key_files
from deploy.backup.epochs import begin_epoch
from deploy.backup.making import AlreadyThere, make_backup
from deploy.backup.manifest import BadBackup
from deploy.backup.restoring import NotRestored, Terms, restore_backup
from deploy.backup.servers import NotRunning, ToolFailed, noted_of
from deploy.calling import Url
from deploy.local import keys
from deploy.local.child import StartFailed
from deploy.local.databases import NoEpochLeft
from deploy.local.home import Home, HomeInUseError
from services._vault.keys import BadKeys
from services.compliance.cli import EXPORT

_REFUSED = (
    AlreadyThere, BadBackup, BadKeys, HomeInUseError, NoEpochLeft, NotRestored, NotRunning,
    StartFailed, ToolFailed, OSError, asyncpg.PostgresError, httpx.HTTPError,
)  # fmt: skip

Erasures = Annotated[
    str, typer.Option(help="The list that `minsheng erasures` wrote last; `none` if there is none.")
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Put it in the place of the database that is there.")
]
Unreadable = Annotated[
    bool,
    typer.Option("--forget-unreadable", help="Give up persons whose master key was retired."),
]

epoch = typer.Typer(help="Epochs of the streams, after a restore.", no_args_is_help=True)


def backup(
    to: Annotated[Path, typer.Argument(help="A new folder.")],
    keys_to: Annotated[
        Path | None,
        typer.Option("--keys", help="A new file for the keys, to be kept elsewhere."),
    ] = None,
) -> None:
    """Back up the system that `minsheng up` runs, while it runs: facts and vaults, no keys."""
    home = Home("up")
    if keys_to is not None and to.absolute() in keys_to.absolute().parents:
        raise typer.BadParameter("not beside the vaults that they open", param_hint="--keys")
    with refusing():
        if keys_to is not None and keys_to.exists():
            raise AlreadyThere(f"{keys_to} exists, and older backups may need it: name a new file")
        made = make_backup(home, to.absolute(), typer.echo)
        typer.echo(f"backup of {made.made_at} in {to}")
        if keys_to is None:
            return
        keys.write(keys_to, json.dumps(key_files.present(home)))
        typer.echo(f"keys in {keys_to}: with these and the backup everybody's data can be read")


def restore(
    folder: Annotated[Path, typer.Argument(metavar="FROM", help="The folder of a backup.")],
    erasures: Erasures,
    keys_from: Annotated[
        Path | None,
        typer.Option("--keys", help="The file of keys, unless the home has them.", exists=True),
    ] = None,
    replace: Replace = False,  # noqa: FBT002 - a flag of the command line
    forget_unreadable: Unreadable = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Make a backup the database of `minsheng up`, which must not run; each log begins an epoch."""
    home = Home("up")
    with refusing():
        terms = Terms(replace, erased_of(erasures), forget_unreadable, keys_from)
        made = asyncio.run(restore_backup(folder, home, terms, typer.echo))
    typer.echo(f"restored to {made.made_at}; start it with `minsheng up`")


def erasures(
    file: Annotated[Path, typer.Argument(help="The list; it only ever grows.")],
    url: Url = None,
) -> None:
    """Add to a list who was erased so far, as opaque ids: a restore must forget them again."""
    with refusing():
        known = set(_erased(file)) if file.exists() else set()
        address = (url or noted_of(Home("up"))["gateway"]) + EXPORT
        with httpx.stream("GET", address, timeout=60, trust_env=False) as exported:
            exported.raise_for_status()
            for line in exported.iter_lines():
                envelope = Envelope.from_json_line(line)
                if envelope.type == PersonErased.ce_type():
                    known.add((envelope.programme, envelope.data["person"]))
        keys.write(file, "".join(f"{programme} {person}\n" for programme, person in sorted(known)))
    typer.echo(f"{len(known)} erased person(s) in {file}")


@epoch.command("new")
def new_epoch(
    service: Annotated[str, typer.Argument(help=f"Whose log: {', '.join(SERVICES)}.")],
) -> None:
    """Publish a log anew, in a new stream, that differs from its old one after a restore."""
    if service not in SERVICES:
        raise typer.BadParameter(f"one of {', '.join(SERVICES)}")
    with refusing():
        opened = asyncio.run(begin_epoch(Home("up"), service))
    typer.echo(f"{service}: epoch {opened} is in force; the services start again")


def erased_of(erasures: str) -> set[str]:
    """Whom the list that was given names."""
    return set() if erasures == "none" else {person for _, person in _erased(Path(erasures))}


def _erased(file: Path) -> list[tuple[str, str]]:
    found = []
    for number, line in enumerate(file.read_text(encoding="ascii").splitlines(), start=1):
        programme, _, person = line.partition(" ")
        if not programme or not person or " " in person:
            raise NotRestored(f"{file}, line {number}: a programme and a person are expected")
        found.append((programme, person))
    return found


@contextmanager
def refusing() -> Iterator[None]:
    """A reason on the terminal and exit status 1 instead of a trace."""
    try:
        yield
    except _REFUSED as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from error
