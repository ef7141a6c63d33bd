"""The first account of a set-up: made by whoever holds its signing key."""

import json
import os
import sys
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import httpx
import typer

from deploy.local import keys
from deploy.local.home import base_folder, gateways
from services._web.tokens import Actor, mint

STAFF = ("office", "handler", "reviewer", "leader", "moderator", "assessor")


def account(  # noqa: PLR0913, PLR0917 - the options of a command line
    login: Annotated[str, typer.Argument(help="What its owner types to sign in.")],
    name: Annotated[str, typer.Option(help="The owner's name.")],
    role: Annotated[list[str], typer.Option(help=f"Repeatable: {', '.join(STAFF)}.")],
    unit: Annotated[str | None, typer.Option(help="The unit it acts for.")] = None,
    password_stdin: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    url: Annotated[
        str | None,
        typer.Option(envvar="MINSHENG_URL", help="Where Minsheng runs, if not from MINSHENG_HOME."),
    ] = None,
) -> None:
    """Make an account on the running set-up; its owner types the password (12 or more)."""
    if unknown := set(role) - set(STAFF):
        raise typer.BadParameter(f"no such role: {', '.join(sorted(unknown))}")
    url = url or _found()
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    private = json.loads(keys.signing_key(base_folder()).read_text(encoding="utf-8"))
    operator = Actor(os.environ.get("MINSHENG_OPERATOR", "operator"), frozenset({"operator"}))
    token = mint(private, operator, datetime.now(UTC))
    body = {"login": login, "name": name, "roles": role, "unit": unit, "password": password}
    try:
        answer = httpx.post(
            f"{url}/api/registration/accounts",
            json=body,
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex},
            timeout=30,
            trust_env=False,
        )
    except httpx.HTTPError as error:
        typer.echo(f"Minsheng does not answer at {url}: {error}", err=True)
        raise typer.Exit(1) from error
    if answer.status_code != httpx.codes.OK:
        told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        field = f"{told['field']}: " if told.get("field") else ""
        typer.echo(f"{field}{told.get('message', answer.status_code)}", err=True)
        raise typer.Exit(1)
    typer.echo(answer.json()["account"])


def _found() -> str:
    """The one system that runs from our folder; exit 1 where that is none, or several."""
    base = base_folder()
    match gateways(base):
        case [url]:
            return url
        case []:
            typer.echo(f"No Minsheng runs from {base}: start it, or give --url.", err=True)
        case several:
            typer.echo(f"Say which with --url: {', '.join(several)}", err=True)
    raise typer.Exit(1)
