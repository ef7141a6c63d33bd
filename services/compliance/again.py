"""Run again: one verdict computed anew from the stored log, and compared with what is shown.

Nothing is taken from the memory that the pages use: the rows of the database are put together as an
export, its chains of hashes are verified, and ``judging.judge`` comes to its own verdict.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.envelope import Envelope
from services._web.running import Running
from services.compliance import export
from services.compliance.board import Snapshot
from services.compliance.detail import working_json
from services.compliance.judging.judge import BrokenChain, judge
from services.compliance.matrix import Json
from services.compliance.rules.pack import Pack
from services.compliance.rules.verdict import Verdict

ONE_AT_A_TIME = asyncio.Semaphore(1)
"""Reading a whole log is the dearest thing that anybody may ask for."""


@dataclass(frozen=True, slots=True)
class Again:
    """What came out: ``differs`` names what is shown otherwise than computed, with both values.

    ``broken`` is the first wrong link of a log that somebody changed; then nothing was judged.
    """

    as_of: datetime
    events: int
    differs: tuple[tuple[str, object, object], ...] = ()
    broken: str | None = None

    @property
    def identical(self) -> bool:
        """Whether the stored log gives exactly what is shown."""
        return self.broken is None and not self.differs

    def to_json(self) -> Json:
        """The same as JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "events": self.events,
            "identical": self.identical,
            "differs": [
                {"key": key, "shown": shown, "computed": computed}
                for key, shown, computed in self.differs
            ],
            "broken": self.broken,
        }


async def run_again(service: Running, snapshot: Snapshot, shown: Verdict, asked: datetime) -> Again:
    """One verdict from the stored log; ``asked`` is the moment at which it is shown."""
    assert snapshot.rules is not None  # noqa: S101 - without rules there is no verdict
    as_of = max(asked, snapshot.as_of)
    async with ONE_AT_A_TIME:
        lines = [line async for line in export.lines(service.pool)]
        return await asyncio.to_thread(
            compared, lines, snapshot.rules.pack, snapshot.programme.id, as_of, shown
        )


def compared(
    lines: Iterable[str], pack: Pack, programme: str, as_of: datetime, shown: Verdict
) -> Again:
    """The verdict that an export gives, beside the one that is shown."""
    envelopes = [Envelope.from_json_line(line) for line in lines]
    try:
        verdicts = judge(pack, envelopes, as_of, programme).verdicts
    except BrokenChain as error:
        return Again(as_of, len(envelopes), broken=str(error))
    found = [each for each in verdicts if (each.row, each.code) == (shown.row, shown.code)]
    computed = _comparable(found[0]) if found else {}
    here = _comparable(shown)
    keys = [key for key in here if here[key] != computed.get(key)]
    differs = tuple((key, here[key], computed.get(key)) for key in keys)
    return Again(as_of, len(envelopes), differs)


def _comparable(verdict: Verdict) -> Json:
    """Everything that is said of a verdict."""
    return {**verdict.to_json(), **working_json(verdict.working)}
