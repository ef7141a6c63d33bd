"""The livestream part of the ``minsheng`` command."""

import typer
from fastapi.routing import APIRoute

from services.livestream import asking, http
from services.livestream.media import http as video

app = typer.Typer(help="Streams.", no_args_is_help=True)


@app.callback()
def livestream() -> None:
    """Streams."""


@app.command()
def api() -> None:
    """List what can be asked over HTTP, and by which path."""
    for route in (*http.router.routes, *video.router.routes, *asking.router.routes):
        if isinstance(route, APIRoute):
            print(f"{', '.join(sorted(route.methods or ())):5} {route.path}")
