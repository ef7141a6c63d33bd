"""``minsheng export``, ``judge``, ``score`` and ``rebuild``; ``pack`` stands in ``cli_pack``."""

import asyncio
import gc
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import asyncpg
import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from contracts.envelope import Envelope
from contracts.values import BEIJING
from services._web.repairing import ask_to_rebuild
from services.compliance import export as exporting
from services.compliance.assessment.offline import scores
from services.compliance.cli_pack import app as pack_commands
from services.compliance.judging.judge import AmbiguousProgramme, BrokenChain, judge
from services.compliance.presentation.marks import marks_words
from services.compliance.presentation.words import status_word
from services.compliance.rules.pack import PackError, load_pack
from services.compliance.rules.verdict import Verdict
from services.compliance.views import PROJECTOR

BROKEN, UNUSABLE = 1, 2
EXPORT = "/api/compliance/export"

app = typer.Typer(no_args_is_help=True)
FACTS = "Plans, facts and rules"
app.add_typer(pack_commands, name="pack", rich_help_panel=FACTS)


@contextmanager
def uncollected() -> Iterator[None]:
    """For what keeps all that it reads until it ends, as a log is kept.

    Each search for garbage would go through all of it, and there is one whenever a quarter is new.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@app.command("judge", rich_help_panel=FACTS)
@uncollected()
def judge_command(
    events: Annotated[Path, typer.Argument(help="An export: one CloudEvent in JSON a line.")],
    pack: Annotated[str, typer.Option(help="A rule pack's id, or the path of its file.")],
    as_of: Annotated[str, typer.Option(help="A moment with its zone, in ISO 8601.")],
    programme: Annotated[str | None, typer.Option(help="Only where several use the pack.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="An array of verdicts.")] = False,
) -> None:
    """Verify an exported log and judge it, offline.

    Exit code 1: the log was changed, the first wrong link is named. 2: something cannot be used.
    """
    try:
        moment = _moment(as_of)
        judgement = judge(load_pack(pack), list(_envelopes(events)), moment, programme)
    except BrokenChain as error:
        _fail(BROKEN, f"broken chain: {error}")
    except AmbiguousProgramme as error:
        _fail(UNUSABLE, f"several programmes use this pack, name one with --programme: {error}")
    except (PackError, OSError, ValueError) as error:
        _fail(UNUSABLE, str(error))
    if not judgement.verdicts:
        print(f"nothing was recorded by {as_of} that these rules judge", file=sys.stderr)
    for unread in judgement.unread:
        print(f"not understood by this release, and left out: {unread}", file=sys.stderr)
    if as_json:
        found = [verdict.to_json() for verdict in judgement.verdicts]
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        _print_table(judgement.verdicts)


@app.command("score", rich_help_panel=FACTS)
@uncollected()
def score_command(
    events: Annotated[Path, typer.Argument(help="An export: one CloudEvent in JSON a line.")],
    as_of: Annotated[str, typer.Option(help="A moment with its zone, in ISO 8601.")],
    programme: Annotated[str | None, typer.Option(help="Only where the log has several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With every case and its facts.")] = False,
) -> None:
    """Verify an exported log and score every unit by the table in force, offline.

    Marks in hundredths. Exit codes as those of ``judge``.
    """
    try:
        found = scores(list(_envelopes(events)), _moment(as_of), programme)
    except BrokenChain as error:
        _fail(BROKEN, f"broken chain: {error}")
    except AmbiguousProgramme as error:
        _fail(UNUSABLE, f"name one of the programmes with --programme: {error}")
    except (PackError, OSError, ValueError) as error:
        _fail(UNUSABLE, str(error))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    table = Table("unit", "score", "of", "still open", "table")
    for each in found:
        by = each["table"]
        score = "–" if each["total"] is None else marks_words(each["total"])
        of = marks_words(each["full_marks"])
        table.add_row(each["unit"], score, of, str(each["open"]), f"{by['id']} {by['version']}")
    Console().print(table)


@app.command("export", rich_help_panel=FACTS)
def export_command(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file.")] = None,
    url: Annotated[str | None, typer.Option(help="The address of a running Minsheng.")] = None,
    database: Annotated[str | None, typer.Option(help="Compliance's database, instead.")] = None,
) -> None:
    """Write every recorded event, one CloudEvent in JSON a line.

    Exit code 2: the service or database cannot be reached.
    """
    address = url or f"http://127.0.0.1:{os.environ.get('MINSHENG_PORT', '8080')}"
    part = output.with_name(f"{output.name}.part") if output else None
    try:
        with part.open("w", encoding="utf-8") if part else _standard_output() as sink:
            if database is not None:
                asyncio.run(_from_database(database, sink))
            else:
                _from_service(address, sink)
        if part and output:
            part.replace(output)
    except httpx.ConnectError:
        _fail(UNUSABLE, f"no export: nothing answers at {address}; name the address with --url")
    except (httpx.HTTPError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _fail(UNUSABLE, f"no export: {error}")
    finally:  # an interrupted export leaves nothing that could be taken for one
        if part:
            part.unlink(missing_ok=True)


@app.command("rebuild", rich_help_panel=FACTS)
def rebuild_command(
    database: Annotated[
        str,
        typer.Option(
            help="Compliance's database; left out, of the stack that runs from our folder.",
            show_default=False,
        ),
    ],
) -> None:
    """Let compliance read all streams anew, while it runs or at its next start.

    Until that is done the wall stands as it was; nothing is lost and nothing told twice.
    """
    try:
        asyncio.run(_rebuild(database))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        _fail(UNUSABLE, f"not rebuilt: {error}")
    print("compliance reads all streams anew; /ops/compliance shows how far it is")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"--as-of: a time with a zone, such as 2023-12-01T00:00+08:00: {text}")
    return moment


def _envelopes(path: Path) -> Iterator[Envelope]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield Envelope.from_json_line(line)
                except ValueError as error:
                    raise ValueError(
                        f"{path.name}, line {number}: not an event: {error}"
                    ) from error


def _standard_output() -> TextIO:
    return os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")


def _from_service(url: str, sink: TextIO) -> None:
    with httpx.stream("GET", f"{url.rstrip('/')}{EXPORT}", timeout=30) as response:
        response.raise_for_status()
        with _progress() as bar:
            task = bar.add_task("export", total=int(response.headers.get(exporting.TOTAL, 0)))
            for text in response.iter_text():
                sink.write(text)
                bar.advance(task, text.count("\n"))


async def _from_database(database: str, sink: TextIO) -> None:
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        with _progress() as bar:
            task = bar.add_task("export", total=await exporting.total(pool))
            async for line in exporting.lines(pool):
                sink.write(line)
                bar.advance(task)


def _progress() -> Progress:
    """A bar on a terminal's standard error, with the time that is left; nothing elsewhere."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("events"), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


async def _rebuild(database: str) -> None:
    connection = await asyncpg.connect(database)
    try:
        await ask_to_rebuild(connection, PROJECTOR)
    finally:
        await connection.close()


def _print_table(verdicts: Sequence[Verdict]) -> None:
    table = Table("row", "code", "strength", "status", "flags", "due (Beijing)", "clause")
    for verdict in verdicts:
        due = (
            verdict.due_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if verdict.due_at else ""
        )
        word = f"{verdict.status.value} {status_word(verdict.status)}"
        flags = ", ".join(sorted(verdict.flags))
        row = (verdict.row, verdict.code, verdict.strength, word, flags, due)
        table.add_row(*row, verdict.clause.section)
    Console().print(table)


def _fail(code: int, message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)
