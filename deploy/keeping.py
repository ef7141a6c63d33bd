"""Commands for those who answer for personal data: what is held, the purge, the vaults' keys."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from contracts.values import BEIJING
from deploy.calling import Url, call
from deploy.local.stack import VAULTS
from services._vault.keys import BadKeys, Keys, retire, rotate

RETENTION = "/api/registration/retention"
keys = typer.Typer(help="The master keys of a vault.", no_args_is_help=True)
Service = Annotated[str, typer.Option(help=f"Whose vault: {', '.join(VAULTS)}.")]
File = Annotated[
    Path,
    typer.Option(
        "--file", envvar="MINSHENG_VAULT_KEYS_FILE", exists=True, dir_okay=False,
        help="The file of keys that the service was given.",
    ),
]  # fmt: skip


def retention(url: Url = None) -> None:
    """List what is held of people, why, and until when; and every purge, checked anew."""
    found = call("GET", RETENTION, url=url)
    for until, says in found["rules"].items():
        typer.echo(f"{until}: {says}")
    for it in found["held"]:
        for stage, persons in it["held"].items():
            if persons:
                ends = it["ends"][stage]
                typer.echo(
                    f"{it['programme']} {it['activity']} {stage}: {persons} person(s) until"
                    f" {_day(ends['at'])} ({ends['reason']})"
                )
    for it in found["purged"]:
        typer.echo(
            f"{it['programme']} {it['activity']} {it['stage']}: {it['persons']} purged on"
            f" {_day(it['at'])}, {it['left']} left, {it['sha256']}"
        )
    typer.echo(f"belonging to no activity: {found['ownerless']}")
    if found["ownerless"] or any(it["left"] for it in found["purged"]):
        raise typer.Exit(1)


def purge(
    until: Annotated[
        datetime | None, typer.Option(help="Beijing time; the present if left out.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Only say what would be deleted.")] = False,  # noqa: FBT002 - a flag of the command line
    url: Url = None,
) -> None:
    """Delete what has been kept for as long as promised; a second call finds nothing."""
    moment = until.replace(tzinfo=BEIJING).astimezone(UTC).isoformat() if until else None
    done = call("POST", RETENTION + "/purge", {"until": moment, "dry_run": dry_run}, url)
    for it in done["purged"]:
        verb = "would be purged" if dry_run else "purged"
        typer.echo(f"{it['programme']} {it['activity']} {it['stage']}: {it['persons']} {verb}")
    if not done["purged"]:
        typer.echo("nothing is due")


@keys.command("status")
def status(service: Service = "registration", url: Url = None) -> None:
    """How many persons' keys each master key wraps."""
    _tell(call("GET", _keys(service), url=url))


@keys.command("rotate")
def rotate_keys(
    file: File,
    service: Service = "registration",
    url: Url = None,
    only_file: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--only-file", help="The service does not see this file: rewrap later.")
    ] = False,
) -> None:
    """Put one more master key in force and wrap every person's key with it."""
    _write(file, rotate(file.read_text(encoding="utf-8")))
    typer.echo(f"master key {Keys.read(file).current} is in force")
    if not only_file:
        rewrap(service, url)


@keys.command("rewrap")
def rewrap(service: Service = "registration", url: Url = None) -> None:
    """Wrap every person's key with the master key that the service finds in force."""
    _tell(call("POST", _keys(service) + "/rewrap", {}, url))


@keys.command("retire")
def retire_key(
    old: Annotated[str, typer.Argument(help="The id of a master key that wraps nothing.")],
    file: File,
    service: Service = "registration",
    url: Url = None,
) -> None:
    """Take a master key out of the file: with it go the keys in every older backup."""
    wraps = call("GET", _keys(service), url=url)["wraps"]
    if wraps.get(old):
        typer.echo(f"master key {old} still wraps {wraps[old]}: rotate first", err=True)
        raise typer.Exit(1)
    try:
        content = retire(file.read_text(encoding="utf-8"), old)
    except BadKeys as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from error
    _write(file, content)
    typer.echo(f"master key {old} is retired; destroy every copy of the older file")


def _keys(service: str) -> str:
    if service not in VAULTS:
        raise typer.BadParameter(f"one of {', '.join(VAULTS)}", param_hint="--service")
    return f"/api/{service}/vault/keys"


def _tell(answer: dict[str, Any]) -> None:
    for name, many in answer["wraps"].items():
        typer.echo(f"master key {name} wraps {many}")


def _write(file: Path, content: str) -> None:
    """Whole or not at all, and for its owner alone."""
    building = file.with_suffix(".new")
    with os.fdopen(os.open(building, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
        out.write(content)
    building.rename(file)


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(BEIJING).date().isoformat()
