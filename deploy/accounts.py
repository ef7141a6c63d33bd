"""The first account of a set-up: made by whoever holds its signing key."""

import sys
from typing import Annotated

import typer

from deploy.calling import Url, call
from services.registration.accounts.accounts import ROLE_WORDS


def account(  # noqa: PLR0913, PLR0917 - the options of a command line
    login: Annotated[str, typer.Argument(help="What its owner types to sign in.")],
    name: Annotated[str, typer.Option(help="The owner's name.")],
    role: Annotated[list[str], typer.Option(help=f"Repeatable: {', '.join(ROLE_WORDS)}.")],
    unit: Annotated[str | None, typer.Option(help="The unit it acts for.")] = None,
    password_stdin: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    url: Url = None,
) -> None:
    """Make an account on the running set-up; its owner types the password (12 or more)."""
    if unknown := set(role) - set(ROLE_WORDS):
        raise typer.BadParameter(f"no such role: {', '.join(sorted(unknown))}")
    password = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    body = {"login": login, "name": name, "roles": role, "unit": unit, "password": password}
    typer.echo(call("POST", "/api/registration/accounts", body, url)["account"])
    typer.echo(f"{name} may sign in as {login} at /account/sign-in", err=True)
