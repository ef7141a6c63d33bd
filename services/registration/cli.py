"""The registration part of the ``minsheng`` command."""

import typer
from fastapi.routing import APIRoute

from services.registration import http, http_codes, http_people
from services.registration.hearing import http as http_opinions
from services.registration.keeping import http as keeping
from services.registration.keeping import http_rights

app = typer.Typer(help="People: sign-up, seats, opinions.", no_args_is_help=True)


@app.callback()
def registration() -> None:
    """People: sign-up, seats, opinions."""


@app.command()
def api() -> None:
    """List what can be asked over HTTP, and by which path."""
    parts = (http, http_people, http_opinions, http_codes, http_rights, keeping)
    for route in (route for part in parts for route in part.router.routes):
        if isinstance(route, APIRoute):
            print(f"{', '.join(sorted(route.methods or ())):5} {route.path}")
