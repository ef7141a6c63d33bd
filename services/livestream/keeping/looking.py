"""Words and contacts of askers: on record before staff see them, contacts for a purpose alone."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from services._vault import looks
from services._vault.looks import Look, Viewer
from services._web.tokens import Actor
from services.livestream.known import KnownActivity

MODERATING = "审核和答复提问"
"""What the words of questions are opened for, by those who have to moderate them."""


def viewer_of(actor: Actor, name: str = "") -> Viewer:
    """Who looks; ``name`` as pages call them, since accounts are kept elsewhere."""
    return Viewer(actor.subject, actor.unit, tuple(actor.roles), name)


async def stated(pool: asyncpg.Pool, by: Actor, known: KnownActivity) -> str | None:
    """What somebody said a moment ago to be looking for in this activity."""
    return await looks.stated(pool, viewer_of(by), (known.programme, known.activity))


async def state(pool: asyncpg.Pool, by: Actor, known: KnownActivity, purpose: str) -> None:
    """Take what they say."""
    await looks.state(pool, viewer_of(by), (known.programme, known.activity), purpose)


async def record(  # noqa: PLR0913, PLR0917 - all that a look is
    pool: asyncpg.Pool,
    by: Viewer,
    known: KnownActivity,
    purpose: str | None,
    questions: Sequence[str],
    at: datetime,
) -> None:
    """A look at these questions; nothing where there are none."""
    if questions:
        look = Look(by, known.programme, known.activity, purpose or MODERATING, questions)
        await looks.record(pool, look, at)
