"""A draw is revealed: rows are read, the decision is made from them, the whole bundle is kept."""

import asyncio

import asyncpg

from services._kit.decider import Refused
from services.registration.acting import Answer, Target
from services.registration.domain.draw_reveal import RevealDraw
from services.registration.domain.draw_state import seed_of
from services.registration.drawing import bundle
from services.registration.draws import reading
from services.registration.draws.reading import Place


async def reveal(target: Target, session: str | None) -> Answer:
    """Once; whoever comes second gets no new facts."""
    place: Place = (*target.key, session)
    draw = (await reading.announced(target.pool, place)).draw
    if draw.sealed is None:
        raise Refused("not_sealed", "名单还没有封存。")
    if draw.seed is None:
        raise Refused("no_seed", "随机数还没有录入。")
    sealed = await reading.sealed_text(target.pool, place)
    numbered = await reading.persons(target.pool, place)
    everybody = tuple(numbered.get(number) for number in range(1, draw.sealed.pool + 1))
    revealed = await asyncio.to_thread(bundle.reveal, sealed, seed_of(draw.source, draw.seed))

    async def keep(connection: asyncpg.Connection) -> None:
        await connection.execute(
            "update draw_bundle set revealed = $4"
            " where programme = $1 and activity = $2 and session = $3",
            *reading.row_of(place), revealed.text,
        )  # fmt: skip

    command = RevealDraw(session=session, seed=draw.seed.value, sealed=sealed, persons=everybody)
    return await target.represent(command, keep)
