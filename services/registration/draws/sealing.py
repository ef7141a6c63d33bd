"""A draw is sealed: by itself when sign-up is over, or by a button. The work is done in a thread.

Nothing is held while it lasts: whoever leaves meanwhile makes the decision refuse the work, which
is then done again. Killed in between, the timer fires once more; two who seal record one seal.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import asyncpg
import structlog

from contracts.events.registration import DrawAnnounced
from contracts.values import DrawQuota
from services._kit.decider import Refused
from services._kit.store import Beside
from services._kit.timers import TimerRow
from services._kit.writer import Request
from services._vault.vault import Vault
from services._web.running import Running
from services.registration.domain.draw import SealDraw
from services.registration.domain.draw_state import Draw, relaxed_quotas
from services.registration.domain.order import Order
from services.registration.drawing import receipt
from services.registration.drawing.checker import Unsound
from services.registration.drawing.lottery import Infeasible
from services.registration.drawing.terms import CATEGORY
from services.registration.draws import asking, reading
from services.registration.draws.reading import Place
from services.registration.draws.working import Entrant, Work, work_out

ATTEMPTS = 3
_CHUNK = 200  # people between two looks at everything else that the process does
_ANEW = frozenset({"pool_changed", "terms_changed"})
_LATER = frozenset({"still_open", "cancelled"})
_POOL = """
select person, category from person
where programme = $1 and activity = $2 and session = $3 and signed_up_at is not null
  and withdrawn_at is null and selected_at is null and seated_at is null order by person
"""
Record = Callable[[SealDraw, Beside], Awaitable[Any]]

log = structlog.get_logger()


async def seal(database: asyncpg.Pool, vault: Vault, place: Place, record: Record) -> Any:
    """Do the work and record it; what is in the way is kept for the desk and raised again."""
    for attempt in range(1, ATTEMPTS + 1):
        story = await reading.announced(database, place)
        try:
            found, fresh = await entrants(database, vault, story.draw, place)
            _refuse_few(len(found), story.draw.announced.seats)
            work = await asyncio.to_thread(_sound, story.draw.announced, found)
            return await record(work.command, _beside(vault, place, work, fresh))
        except Infeasible as error:
            quotas = relaxed_quotas(story.draw.announced, error.relaxations)
            refusal = Refused("infeasible", error.told)
            await _keep_problem(database, place, refusal, quotas)
            raise refusal from error
        except Refused as refusal:
            if refusal.reason in _ANEW and attempt < ATTEMPTS:
                continue
            if refusal.reason not in _LATER:
                await _keep_problem(database, place, refusal, None)
            raise
    raise AssertionError("unreachable")


async def seal_due(running: Running, timer: TimerRow) -> None:
    """Seal because sign-up is over. What is in the way waits for the desk, never for the timer."""
    place: Place = (
        timer.payload["programme"],
        timer.payload["activity"],
        timer.payload["session"],
    )

    async def record(command: SealDraw, beside: Beside) -> None:
        now = running.clock.now()
        order = Order(place[0], place[1], command, "timer", now)
        await running.writer.execute(
            Request(
                id=uuid5(NAMESPACE_URL, f"{timer.id}\n{command.seal}"),
                stream=f"representatives:{place[0]}:{place[1]}",
                command=order,
                occurred_at=now,
                actor=f"timer:{timer.kind}",
                beside=beside,
            )
        )

    try:
        await seal(running.pool, running.equipment.vault, place, record)
    except Refused as refusal:
        log.info("draw_not_sealed", place=reading.row_of(place), reason=refusal.reason)


async def entrants(
    database: asyncpg.Pool, vault: Vault, draw: Draw, place: Place
) -> tuple[list[Entrant], list[Entrant]]:
    """Everybody on the sheet without a seat; and those whose receipt is still to be kept."""
    rows = await database.fetch(_POOL, *reading.row_of(place))
    found, fresh, lacking = [], [], 0
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        items = {row["person"]: asking.item_of(place, row["person"]) for row in some}
        known = await vault.read(database, list(items.values()))
        for row in some:
            kept = known.get(items[row["person"]], {})
            answers = asking.answers_of(kept)
            values = {it.attribute: answers.get(it.attribute, "") for it in draw.asked}
            lacking += not all(values.values())
            given = kept.get(asking.RECEIPT) or receipt.new(secrets.token_bytes(16))
            one = Entrant(row["person"], given, {CATEGORY: row["category"], **values})
            found.append(one)
            fresh += [] if asking.RECEIPT in kept else [one]
        await asyncio.sleep(0)
    if lacking:
        raise Refused("incomplete", f"有{lacking}名报名人没有填写抽签要用的项目，请补登记。")
    return found, fresh


def _refuse_few(people: int, seats: int) -> None:
    if people == 0:
        raise Refused("nobody", "没有人报名，不用抽签。")
    if people <= seats:
        raise Refused("no_draw_needed", f"{people}人报名，不多于{seats}个名额，不用抽签。")


def _beside(vault: Vault, place: Place, work: Work, fresh: Sequence[Entrant]) -> Beside:
    """The bundle, the numbers and new receipts, in the transaction of the seal."""
    here = reading.row_of(place)

    async def write(connection: asyncpg.Connection) -> None:
        await connection.execute(
            "insert into draw_bundle values ($1, $2, $3, $4)"
            " on conflict (programme, activity, session) do update set sealed = $4",
            *here, work.text,
        )  # fmt: skip
        await connection.execute(
            "delete from draw_entry where programme = $1 and activity = $2 and session = $3",
            *here,
        )
        await connection.executemany(
            "insert into draw_entry values ($1, $2, $3, $4, $5)",
            [(*here, number, it) for number, it in enumerate(work.command.persons, start=1)],
        )
        for one in fresh:
            item = asking.item_of(place, one.person)
            await vault.put(connection, one.person, item, {asking.RECEIPT: one.receipt})

    return write


def _sound(announced: DrawAnnounced, entrants: Sequence[Entrant]) -> Work:
    """The work; what the checker finds wrong with it is our fault, and nothing is sealed."""
    try:
        return work_out(announced, entrants)
    except (Unsound, ArithmeticError) as error:
        log.exception("draw_unsound", activity=announced.activity, session=announced.session)
        raise Refused("unsound", "核对没有通过，没有封存。请联系系统管理员。") from error


async def _keep_problem(
    database: asyncpg.Pool, place: Place, refusal: Refused, quotas: Sequence[DrawQuota] | None
) -> None:
    told = None if quotas is None else json.dumps([it.model_dump(mode="json") for it in quotas])
    await database.execute(
        "insert into draw_problem values ($1, $2, $3, $4, $5, $6)"
        " on conflict (programme, activity, session)"
        " do update set reason = $4, says = $5, quotas = $6",
        *reading.row_of(place), refusal.reason, refusal.message, told,
    )  # fmt: skip
