"""``minsheng trace``: one request through all services, from a click to the wall's cell."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from deploy.course import course
from deploy.local.home import base_folder


def trace(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="A trace id, a correlation id, or a fact such as announcer:41."
        ),
    ],
    logs: Annotated[
        list[Path] | None,
        typer.Argument(help="Log files, or - for what is piped in; without any: our own stack's."),
    ] = None,
) -> None:
    """Print what one request caused, service by service, with the times."""
    files = logs or sorted(base_folder().glob("*/logs/*.log*"))
    found, steps = course(_lines(files), asked)
    if not steps:
        typer.echo(f"No line of {len(files)} log(s) names {asked}.", err=True)
        raise typer.Exit(1)
    began = steps[0].at
    typer.echo(f"trace {found}, from {began.isoformat(timespec='milliseconds')}")
    for step in steps:
        after = (step.at - began).total_seconds() * 1000
        typer.echo(f"{after:+9.0f} ms  {step.service:12}  {step.what}")


def _lines(files: list[Path]) -> Iterator[str]:
    for file in files:
        if str(file) == "-":
            yield from sys.stdin
            continue
        with file.open(encoding="utf-8", errors="replace") as told:
            yield from told
