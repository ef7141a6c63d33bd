"""The wall's page and the matrix as JSON, against a bare FastAPI route with the same JSON.

One process serves; the clients are another. The season's facts are all read before.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.envelope import Envelope
from deploy.local.season.acts import load_acts
from services.compliance.board import Board
from services.compliance.judging.projection import read_fact
from services.compliance.matrix import matrix
from services.compliance.settings import SQL
from tests.bench.facts import PROGRAMME
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import Log, published
from tests.bench.web import asked, environment, get, served
from tests.season.rehearsal import Rehearsal

WALL, MATRIX = f"/wall/{PROGRAMME}", f"/api/compliance/programmes/{PROGRAMME}/matrix"
BARE = "bare FastAPI JSON route"


def season() -> dict[str, list[Envelope]]:
    """Every service's log of the season of 2023."""
    rehearsal = Rehearsal()
    rehearsal.play(load_acts())
    logs: dict[str, list[Envelope]] = {}
    for envelope in rehearsal.facts:
        logs.setdefault(envelope.service, []).append(envelope)
    return logs


async def prepare(servers: Servers) -> Given:
    """The season's facts in their streams, and the matrix that they make."""
    logs, board = season(), Board()
    for log in logs.values():
        board.projection.add(fact for it in log if (fact := read_fact(it)) is not None)
    now = datetime.now(UTC)
    snapshot = await board.current(PROGRAMME, now)
    assert snapshot is not None
    file = servers.folder / "matrix.json"
    file.write_text(json.dumps(matrix(snapshot, now, {})), encoding="utf-8")
    url = await published(servers, {name: (Log(log), len(log)) for name, log in logs.items()})
    return {"nats": url, "matrix": str(file), "seconds": 1.0 if servers.short else 2.0}


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for keys and logs."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


async def ours(given: Given) -> Figures:
    """Compliance as a process, once everything is read, judged and told."""
    expected = json.loads(Path(given["matrix"]).read_text(encoding="utf-8"))  # noqa: ASYNC240
    with scratch() as folder:
        env = environment(given, folder)
        port = int(env["MINSHENG_LISTEN"].rpartition(":")[2])
        async with served(("services.compliance",), folder, env, MATRIX):
            found = await settled(port)
            expect(found["rows"] == expected["rows"], "the matrix has the oracle's rows")
            seconds = given["seconds"]
            headers, _ = await get(port, WALL)
            tag = f"If-None-Match: {headers['etag']}\r\n"
            json_, page = [await asked(port, path, seconds=seconds) for path in (MATRIX, WALL)]
            same = await asked(port, WALL, seconds=seconds, headers=tag)
    expect(set(json_.statuses) == set(page.statuses) == {200}, "every answer is whole")
    expect(set(same.statuses) == {304}, f"an unchanged wall is 304, found {same.statuses}")
    return {"matrix": json_.rate, "wall page": page.rate, "unchanged, 304": same.rate}


async def settled(port: int) -> Any:
    """The matrix once nothing changes any more."""
    before = None
    while True:
        _, body = await get(port, MATRIX)
        found = json.loads(body)
        mark = (found["recorded_through"], found["changes_from"])
        if mark == before and found["rows"]:
            return found
        before = mark
        await asyncio.sleep(1.5)


async def bare(given: Given) -> Figures:
    """The same JSON from a dictionary in memory."""
    with scratch() as folder:
        env = environment({"dsn": "", "nats": "", **given}, folder)
        port = int(env["MINSHENG_LISTEN"].rpartition(":")[2])
        async with served(("tests.bench.bare", given["matrix"]), folder, env, "/"):
            found = await asked(port, "/", seconds=given["seconds"])
    return dict.fromkeys(("matrix", "wall page", "unchanged, 304"), found.rate)


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="answers:",
        variants={"ours": ours, BARE: bare},
        measures=(
            Measure("answers/s", BARE, "matrix", at_least=0.5),
            Measure("answers/s", BARE, "wall page", at_least=0.5),
            Measure("answers/s", BARE, "unchanged, 304"),
        ),
        prepare=prepare,
        sql=SQL,
    ),
)
