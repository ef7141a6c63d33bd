"""The command: of the stack that runs from our folder, or of the service that we are told of."""

import asyncio
import os
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from contracts.topology import PROJECTORS, SERVICES
from deploy.backup.servers import postgres_of
from deploy.doctor import machine, system
from deploy.doctor.finding import Finding, report
from deploy.local import databases, keys
from deploy.local.home import NAMES, Home, base_folder, running_from
from deploy.local.nats_config import DEPLOY_USER

_FILES = "_file"


def doctor(
    service: Annotated[
        str | None,
        typer.Option(help="Look at one service as its MINSHENG_* variables describe it."),
    ] = None,
    port: Annotated[
        int, typer.Option(envvar="MINSHENG_PORT", help="Where the gateway would listen.")
    ] = 8080,
) -> None:
    """Look at versions, disk, secrets, databases, streams and services; say how to mend each."""
    if service is not None and service not in SERVICES:
        raise typer.BadParameter(f"one of {', '.join(SERVICES)}", param_hint="--service")
    findings = [*machine.versions()]
    if service is not None:
        findings += _of_service(service)
    else:
        findings += [*machine.servers(), machine.disk(base_folder())]
        findings += _of_homes(port)
    raise typer.Exit(report(findings, typer.echo))


def _of_homes(port: int) -> list[Finding]:
    base = base_folder()
    running = {name: noted for name in NAMES if (noted := running_from(base / name))}
    files = [*base.glob("signing.jwk*"), *base.glob("*/secrets/*")]
    findings = [machine.secrets(files)]
    if not running:
        said = f"none runs from {base}: databases and streams were not looked at"
        findings += [machine.port(port), Finding("local stack", said)]
    for name, noted in running.items():
        findings += asyncio.run(_all(_addresses(Home(name), noted)))
    return findings


def _addresses(home: Home, noted: dict[str, Any]) -> system.Addresses:
    server, password = (
        postgres_of(home, noted["postgres"]["port"]),
        partial(keys.password, home.secrets),
    )
    return system.Addresses(
        {name: databases.app_dsn(server, name, password) for name in SERVICES},
        noted["services"],
        noted["nats"]["url"],
        DEPLOY_USER,
        keys.nats_seed(home.secrets, DEPLOY_USER),
    )


def _of_service(service: str) -> list[Finding]:
    told = import_module(f"services.{service}.settings").Settings
    try:
        settings = told(_secrets_dir=os.environ.get("MINSHENG_SECRETS_DIR"))
    except ValidationError as error:
        wrong = "; ".join(
            f"MINSHENG_{'_'.join(map(str, it['loc'])).upper()}: {it['msg']}"
            for it in error.errors(include_input=False)
        )
        return [Finding("settings", wrong, "set what is named; the service does not start without")]
    given = [value for name, value in settings if name.endswith(_FILES) and value is not None]
    missing = [it for it in given if not os.access(it, os.R_OK)]
    if missing:
        said = f"{', '.join(map(str, missing))} cannot be read"
        return [Finding("secrets", said, "put them there, readable by the account that serves")]
    secret = [it for it in given if it not in {settings.token_keys_file, settings.clock_file}]
    return [
        Finding("settings", "whole"),
        machine.secrets(map(Path, secret)),
        machine.disk(settings.files or Path.cwd()),
        *asyncio.run(
            _all(
                system.Addresses(
                    {service: settings.database_url},
                    {service: f"http://{settings.listen}"},
                    settings.nats_url,
                    service,
                    settings.nats_seed_file,
                    PROJECTORS[service],
                )
            )
        ),
    ]


async def _all(at: system.Addresses) -> list[Finding]:
    return [found async for found in system.look(at)]
