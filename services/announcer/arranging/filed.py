"""Changes that were filed with the office (报备), with their receipts and decisions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.events.announcer import ChangeFiled, FilingDecided, FilingReceived
from contracts.registry import decode
from services.announcer import wording
from services.announcer.arranging.fields import label
from services.announcer.queries import ActivityRow, Database

_TYPES = [it.ce_type() for it in (ChangeFiled, FilingReceived, FilingDecided)]


@dataclass(frozen=True, slots=True)
class Filed:
    """One filing; ``entered_at`` is when the server had it, ``decided_at`` when it was decided."""

    row: ActivityRow
    told: ChangeFiled
    entered_at: datetime
    receipts: tuple[FilingReceived, ...]
    decided: FilingDecided | None
    decided_at: datetime | None

    @property
    def path(self) -> str:
        """Where the office looks at it."""
        row = self.row
        return f"/plan/activities/{row.programme}/{row.activity}/filings/{self.told.filing}"

    @property
    def differ(self) -> bool:
        """Whether its receipts name different times: a person decides between them."""
        return len({it.received_at for it in self.receipts}) > 1

    def says(self, units: Mapping[str, str]) -> str:
        """What was changed to what; of which session, where there are several."""
        what = wording.filed(self.told.kind, self.told.new_value, units)
        session = next((it for it in self.row.sessions if it.session == self.told.session), None)
        return f"{label(self.row, session)}：{what}" if session and self.row.sessions[1:] else what


async def filings(database: Database, rows: Sequence[ActivityRow]) -> list[Filed]:
    """What was filed of some activities, the last filed first."""
    of = {f"activity:{it.programme}:{it.activity}": it for it in rows}
    facts = await database.fetch(
        "select stream, type, data, recorded_at from event"
        " where stream = any($1) and type = any($2) order by pos",
        list(of), _TYPES,
    )  # fmt: skip
    filed: list[tuple[ActivityRow, ChangeFiled, datetime]] = []
    received: dict[tuple[str, str], list[FilingReceived]] = {}
    decided: dict[tuple[str, str], tuple[FilingDecided, datetime]] = {}
    for fact in facts:
        match decode(fact["type"], json.loads(fact["data"])):
            case ChangeFiled() as event:
                filed.append((of[fact["stream"]], event, fact["recorded_at"]))
            case FilingReceived() as event:
                received.setdefault((event.activity, event.filing), []).append(event)
            case FilingDecided() as event:
                decided[event.activity, event.filing] = event, fact["recorded_at"]
    return [
        Filed(
            row, told, at, tuple(received.get((told.activity, told.filing), ())),
            *decided.get((told.activity, told.filing), (None, None)),
        )
        for row, told, at in reversed(filed)
    ]  # fmt: skip
