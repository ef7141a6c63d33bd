"""Registration's part of the ``minsheng`` command: none yet."""

import typer

app = typer.Typer(help="People: sign-up, seats, opinions.", no_args_is_help=True)


@app.callback()
def registration() -> None:
    """People: sign-up, seats, opinions."""
