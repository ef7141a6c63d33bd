"""The announcer's part of the ``minsheng`` command."""

import json

import typer
from fastapi.routing import APIRoute

from services.announcer.http import router
from services.announcer.programmes import names, read_plan

app = typer.Typer(help="Plans and announcements.", no_args_is_help=True)


@app.command()
def plans() -> None:
    """List the plans that come with the product."""
    for name in names():
        print(name)


@app.command()
def plan(name: str = typer.Argument(help="a plan's name, such as daxing-2023")) -> None:
    """Print a plan as the JSON body of POST /api/announcer/programmes."""
    if name not in names():
        raise typer.BadParameter(f"no such plan: {name}; there are {', '.join(names())}")
    print(json.dumps(read_plan(name), ensure_ascii=False, indent=2))


@app.command()
def api() -> None:
    """List what can be asked over HTTP, and by which path."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            print(f"{', '.join(sorted(route.methods or ())):5} {route.path}")
