"""Livestream's part of the ``minsheng`` command: none yet."""

import typer

app = typer.Typer(help="Streams.", no_args_is_help=True)


@app.callback()
def livestream() -> None:
    """Streams."""
