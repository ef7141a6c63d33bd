"""Asking the system that runs from our folder, as the operator who holds its signing key."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import typer

from deploy.local import keys
from deploy.local.home import base_folder, gateways
from services._web.tokens import Actor, mint

Url = Annotated[
    str | None,
    typer.Option(envvar="MINSHENG_URL", help="Where Minsheng runs, if not from MINSHENG_HOME."),
]


def signing_key() -> dict[str, Any]:
    """What signs tokens: of the container that we are in, or of our folder."""
    named = os.environ.get("MINSHENG_SIGNING_KEY_FILE")
    file = Path(named) if named else keys.signing_key(base_folder())
    key: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return key


def call(method: str, path: str, body: Any = None, url: str | None = None) -> Any:
    """The answer to an operator's request; exit 1 with the reason where there is none."""
    url = url or _found()
    operator = Actor(os.environ.get("MINSHENG_OPERATOR", "operator"), frozenset({"operator"}))
    token = mint(signing_key(), operator, datetime.now(UTC))
    try:
        answer = httpx.request(
            method,
            url + path,
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
    return answer.json()


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
