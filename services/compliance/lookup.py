"""What a request asks for: a programme as it stands, or stood at any other moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from contracts.subjects import stream_name
from contracts.values import Identifier
from contracts.values.basic import FIRST_YEAR, LAST_YEAR
from services._web.changes import Changes
from services._web.faults import BadField, NotFound
from services._web.http import running
from services._web.running import Running
from services.compliance.again import Again, run_again
from services.compliance.board import Board, Snapshot
from services.compliance.detail import Line, line_of
from services.compliance.matrix import Json
from services.compliance.reminding.queue import Told, told_units
from services.compliance.rules.verdict import Verdict
from services.compliance.views import Reached, told, told_of

KEPT = 16
"""How many answers of a kind are kept for whoever asks next."""


@dataclass(frozen=True, slots=True)
class Look:
    """One programme at ``as_of``; ``live`` when nobody asked for a moment."""

    service: Running
    snapshot: Snapshot
    reached: Reached
    as_of: datetime
    live: bool

    @property
    def moment(self) -> datetime:
        """The moment that is looked at, never before the newest fact that is known of it."""
        return max(self.as_of, self.snapshot.as_of)

    @property
    def shown_at(self) -> datetime:
        """The moment as pages tell it: of the present, the minute."""
        return self.as_of.replace(second=0, microsecond=0) if self.live else self.as_of

    @property
    def now(self) -> datetime:
        """The present, whatever moment is asked for."""
        return self.service.clock.now()

    def line(self, row: str) -> Line:
        """A row of the wall; 404 when nothing is judged there."""
        if (line := line_of(self.snapshot, row)) is None:
            raise NotFound("unknown_row", "本方案没有这一行。")
        return line

    def verdict(self, row: str, code: str) -> tuple[Line, Verdict]:
        """A verdict with its row; 404 when there is none."""
        line = self.line(row)
        if (verdict := line.verdict(code)) is None:
            raise NotFound("unknown_requirement", "这一行没有这项要求。")
        return line, verdict

    async def told(self, row: str, code: str) -> list[Json]:
        """What the notifier told of a verdict by then, oldest first."""
        programme, pool = self.snapshot.programme.id, self.service.pool
        changes = await told(pool, programme, row, code)
        return [each for each in changes if datetime.fromisoformat(each["as_of"]) <= self.as_of]

    async def told_of(self, rows: Sequence[str], at_most: int) -> list[Json]:
        """The last changes of some rows that were told by then, the newest first."""
        programme, pool = self.snapshot.programme.id, self.service.pool
        return await told_of(pool, programme, rows, self.as_of, at_most)

    async def again(self, verdict: Verdict) -> Again:
        """A verdict of this look, computed anew from the stored log."""
        return await run_again(self.service, self.snapshot, verdict, self.as_of)

    async def reminded(self, unit: str, cell: str) -> list[Told]:
        """How a unit was reminded of one cell (``row/code``), the latest first."""
        programme, pool = self.snapshot.programme.id, self.service.pool
        return await told_units(pool, programme, unit, cell=cell)

    @property
    def reading(self) -> Json:
        """How far the readers are, and what they could not read."""
        positions, epoch = self.reached.positions, self.service.origin.epoch
        states = {
            source: state
            for follower in self.service.followers
            for source, state in follower.states.items()
        }
        return {
            "recorded_through": positions,
            "quarantined": self.reached.quarantined,
            "readers": [
                {
                    "stream": stream_name(source, epoch),
                    "checkpoint": positions.get(source, 0),
                    "state": state,
                }
                for source, state in states.items()
            ],
            "changes_from": f"{epoch}.{self.service.writer.log_end}",
        }


def board(request: Request) -> Board:
    """The memory of this process."""
    found: Board = request.app.state.board
    return found


def changes(request: Request) -> Changes:
    """The stream of changes of this process."""
    found: Changes = request.app.state.changes
    return found


async def moment(  # or FastAPI would ask a thread
    as_of: Annotated[str | None, Query(max_length=40)] = None,
) -> datetime | None:
    """The moment that is asked for; 422 unless it is a time with a zone."""
    if as_of is None:
        return None
    for text in (as_of, as_of.replace(" ", "+")):  # an unescaped + arrives as a space
        try:
            asked = datetime.fromisoformat(text)
        except ValueError:
            continue
        if asked.tzinfo is not None and FIRST_YEAR <= asked.year <= LAST_YEAR:
            return asked
    raise BadField(
        "as_of",
        "a time with a zone, such as 2023-10-16T09:42:00+08:00",
        "时刻须写明日期、时间和时区，例如2023-10-16T09:42:00+08:00。",
    )


async def look(
    programme: Identifier,
    request: Request,
    asked: Annotated[datetime | None, Depends(moment)],
) -> Look:
    """The programme as it stands, or stood at the moment asked for; 404 when it is unknown."""
    service, memory = running(request), board(request)
    reached = await memory.refresh(service.pool)
    as_of = asked or service.clock.now()
    found = await (memory.at if asked else memory.current)(programme, as_of)
    if found is None:
        raise NotFound("unknown_programme", "没有这个方案。")
    return Look(service, found, reached, as_of, live=asked is None)


Looking = Annotated[Look, Depends(look)]


async def present(look: Looking) -> Look:
    """The programme as it stands: nothing is written into another moment."""
    if not look.live:
        raise BadField("as_of", "no moment: what is written is written now", "请回到现在再办理。")
    return look


Present = Annotated[Look, Depends(present)]
