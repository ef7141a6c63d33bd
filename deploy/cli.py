"""The `minsheng` command: the local stack, tokens, and every service's own commands."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from typing import Annotated

import typer

from deploy import keeping, steps
from deploy.accounts import account
from deploy.backup import commands as backups
from deploy.backup.servers import postgres_of
from deploy.calling import signing_key
from deploy.doctor.command import doctor
from deploy.local import databases, keys
from deploy.local.home import NAMES, Home, HomeInUseError, base_folder, running_from
from deploy.local.ports import free_port
from deploy.local.running import Work, serve
from deploy.local.running import run as run_stack
from deploy.local.season import work as season_work
from deploy.local.stack import Stack
from deploy.plans import import_plan
from deploy.watching import trace
from services._web.tokens import ROLES, Actor, mint
from services.announcer.cli import app as announcer
from services.compliance.cli import app as compliance
from services.livestream.cli import app as livestream
from services.registration.cli import app as registration

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
HERE, FACTS, KEEPING, OF = "On this machine", "Plans, facts and rules", "Backups", "Of a service"
app.add_typer(compliance)  # export and judge stand at the top: everybody needs them
app.command("import", rich_help_panel=FACTS)(import_plan)
app.command("backup", rich_help_panel=KEEPING)(backups.backup)
app.command("restore", rich_help_panel=KEEPING)(backups.restore)
app.command("erasures", rich_help_panel=KEEPING)(backups.erasures)
app.add_typer(backups.epoch, name="epoch", rich_help_panel=KEEPING)
app.command("trace", rich_help_panel=HERE)(trace)
app.command("doctor", rich_help_panel=HERE)(doctor)
app.add_typer(steps.app, name="deploy", rich_help_panel="In containers")
app.add_typer(announcer, name="announcer", rich_help_panel=OF)
# These need the set-up's key, which no service knows of.
registration.command("account")(account)
registration.command("retention")(keeping.retention)
registration.command("purge")(keeping.purge)
registration.add_typer(keeping.keys, name="keys")
app.add_typer(registration, name="registration", rich_help_panel=OF)
app.add_typer(livestream, name="livestream", rich_help_panel=OF)

Port = Annotated[int, typer.Option(envvar="MINSHENG_PORT", help="The one port, on 127.0.0.1.")]
Speed = Annotated[float, typer.Option(min=0, help="Simulated days a second; 0 begins paused.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"minsheng {metadata.version('minsheng')}")
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()


@app.callback()
def minsheng(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Which release.")
    ] = False,
) -> None:
    """民声 Minsheng: plans, announcements and the compliance wall of a district's dialogue.

    Commands that ask a system ask the one that runs from our folder, unless one is named.
    """
    base = base_folder()
    match [(name, noted) for name in NAMES if (noted := running_from(base / name))]:
        case [(name, noted)]:
            asked = {"url": noted["gateway"]}
            context.default_map = {"export": asked, "import": asked}
            if "postgres" in noted:
                read = {"database": _compliance(Home(name, base), noted["postgres"]["port"])}
                context.default_map["rebuild"] = read


@app.command(rich_help_panel=HERE)
def run(port: Port = 8080, speed: Speed = 1.0) -> None:
    """Play the 2023 season and serve it; a second start goes on where the first stopped."""
    home = Home("run")

    async def work(stack: Stack) -> int:
        _ready(stack)
        return await season_work.run(_place(stack), speed, typer.echo)

    _play(home, port, work)


@app.command(rich_help_panel=HERE)
def season() -> None:
    """Play the season as fast as exactness allows and compare it with what is expected."""
    home = Home("season")

    async def work(stack: Stack) -> int:
        return await season_work.season(_place(stack), typer.echo)

    _refuse_in_use(home.forget)
    _play(Home("season"), free_port(), work, durable=False)  # the next start forgets it all


@app.command(rich_help_panel=HERE)
def up(port: Port = 8080) -> None:
    """Serve an empty system on the real clock until Ctrl-C."""

    async def work(stack: Stack) -> int:
        _ready(stack)
        return await serve(stack)

    raise typer.Exit(run_stack(Stack(Home("up"), port, simulated=False, tell=_part), work))


@app.command(rich_help_panel=HERE)
def token(
    role: Annotated[list[str], typer.Option(help=f"Repeatable: {', '.join(sorted(ROLES))}.")],
    subject: Annotated[str, typer.Option(help="The account's id.")],
    unit: Annotated[str | None, typer.Option(help="The unit it acts for.")] = None,
) -> None:
    """Print a 15-minute token signed with this set-up's key."""
    if unknown := set(role) - ROLES:
        raise typer.BadParameter(f"no such role: {', '.join(sorted(unknown))}")
    try:
        actor = Actor(subject, frozenset(role), unit)
    except ValueError as error:
        raise typer.BadParameter(
            "letters, digits, - and _ only, at most 64", param_hint="--subject"
        ) from error
    typer.echo(mint(signing_key(), actor, datetime.now(UTC)))


@app.command(rich_help_panel=HERE)
def forget(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove every stored fact of the local stacks."""
    if not yes:
        typer.confirm(f"Remove everything below {base_folder()}?", abort=True)
    for name in NAMES:
        _refuse_in_use(Home(name).forget)


def _play(home: Home, port: int, work: Work, *, durable: bool = True) -> None:
    stack = Stack(
        home,
        port,
        simulated=True,
        durable=durable,
        tell=_part,
        prepare=partial(season_work.prepare, home.clock),
    )
    raise typer.Exit(run_stack(stack, work))


def _place(stack: Stack) -> season_work.Place:
    return season_work.Place(
        gateway=stack.url,
        endpoints=stack.endpoints,
        clock=stack.home.clock,
        journal=stack.home.season,
        signing_key=keys.signing_key(stack.home.base),
    )


def _compliance(home: Home, port: int) -> str:
    password = partial(keys.password, home.secrets)
    return databases.app_dsn(postgres_of(home, port), "compliance", password)


def _refuse_in_use(act: Callable[[], None]) -> None:
    try:
        act()
    except HomeInUseError as error:
        typer.echo(error)
        raise typer.Exit(1) from error


def _ready(stack: Stack) -> None:
    typer.echo(f"民声已就绪 · ready: {stack.url}/   (Ctrl-C stops)")


def _part(line: str) -> None:
    typer.echo(f"  · {line}")
