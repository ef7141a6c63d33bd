"""Quotas are widened only by the smallest change, and only where nobody can be drawn without."""

import asyncio
from collections.abc import Sequence

from contracts.values import DrawQuota
from services.registration.acting import Answer, Target
from services.registration.domain.draw import RelaxQuotas
from services.registration.draws import reading, sealing
from services.registration.draws.working import smallest_quotas


async def widen(
    target: Target, session: str | None, quotas: Sequence[DrawQuota], reason: str
) -> Answer:
    """Work out what the list needs, and decide by it; nothing is held meanwhile, as in sealing."""
    place = (*target.key, session)
    draw = (await reading.announced(target.pool, place)).draw
    people, _ = await sealing.entrants(target.pool, target.vault, draw, place)
    smallest = await asyncio.to_thread(smallest_quotas, draw.announced, people)
    command = RelaxQuotas(
        session=session,
        quotas=tuple(quotas),
        reason=reason,
        persons=tuple(it.person for it in people),
        smallest=smallest,
        terms_sha256=draw.announced.terms_sha256,
    )
    return await target.represent(command)
