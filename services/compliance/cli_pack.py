"""``minsheng pack check`` and ``minsheng pack list``: for whoever writes a rule pack."""

from typing import Annotated

import typer

from services.compliance.rules.pack import Pack, PackError, load_pack, packs

app = typer.Typer(no_args_is_help=True, help="Rule packs: check one, list those installed.")
WRONG = 1


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(help="A pack's file, or the id of an installed one.")],
) -> None:
    """Read a pack and tell every error, each as file: key: reason.

    Exit code 1: there is an error.
    """
    try:
        pack = load_pack(file)
    except PackError as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        count = len(error.problems)
        typer.echo(f"{count} error{'s' if count > 1 else ''}", err=True)
        raise typer.Exit(WRONG) from error
    typer.echo(f"ok: {_told(pack)}")


@app.command("list")
def list_installed() -> None:
    """List the packs that come with this release."""
    for name in packs():
        typer.echo(_told(load_pack(name)))


def _told(pack: Pack) -> str:
    counts = (
        f"{len(pack.requirements)} requirements, {len(pack.not_judged)} sentences not judged,"
        f" {len(pack.amendments)} amendments"
    )
    sample = ", a sample" if pack.sample else ""
    return f"{pack.id} version {pack.version}{sample}: {counts}, sha256 {pack.sha256}"
