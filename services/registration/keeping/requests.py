"""What people ask of their own data: on record, with who asked and, of staff, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import asyncpg

from services._vault.vault import Database
from services._web.tokens import Actor
from services.registration.acting import Acting

Kind = Literal["access", "correction", "erasure"]


@dataclass(frozen=True, slots=True)
class Asker:
    """By whom a request comes: the person, by code; or staff, whom the person asked."""

    staff: Actor | None = None
    reason: str | None = None

    @property
    def requested_by(self) -> Literal["person", "staff"]:
        """As the facts say it."""
        return "person" if self.staff is None else "staff"


ONESELF = Asker()


def by_staff(acting: Acting, reason: str | None) -> Asker:
    """Whoever acts, for a person who asked them."""
    return Asker(acting.write.actor, reason)


async def note(  # noqa: PLR0913 - all that a request is
    database: Database,
    kind: Kind,
    *,
    programme: str,
    person: str,
    by: Asker,
    at: datetime,
    fields: Sequence[str] = (),
) -> None:
    """Put a request on record."""
    staff = by.staff
    await database.execute(
        "insert into data_request (at, kind, programme, person, fields, actor, unit, reason)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8)",
        at, kind, programme, person, sorted(fields), staff.subject if staff else None,
        staff.unit if staff else None, by.reason,
    )  # fmt: skip


async def of(database: Database, person: str) -> list[asyncpg.Record]:
    """What was asked for a person, the latest first; without the account and the reason."""
    found: list[asyncpg.Record] = await database.fetch(
        "select at, kind, fields, actor is not null as by_staff, unit from data_request"
        " where person = $1 order by at desc, id desc",
        person,
    )
    return found
