"""Acting on one activity: who may, what is known of it, and how a command is recorded."""

from dataclasses import dataclass
from typing import Any

import asyncpg

from contracts.values import Form, PersonCategory
from services._kit.decider import Refused
from services._kit.store import Beside
from services._vault.vault import Vault
from services._web.faults import BadField, Denied, NotFound
from services._web.http import Write
from services._web.tokens import Actor
from services.registration import known
from services.registration.domain.order import Command, Order
from services.registration.pages import wording

Answer = dict[str, Any]
STAFF = ("office", "handler", "reviewer", "leader")


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts, before it is known on which activity."""

    write: Write
    pool: asyncpg.Pool
    vault: Vault

    async def on(self, programme: str, activity: str) -> "Target":
        """The same on one activity; 404 for an unknown one. Who may is left to the caller."""
        found = await find_activity(self.pool, programme, activity)
        return Target(found, self.write, self.pool, self.vault)


@dataclass(frozen=True, slots=True)
class Target:
    """The activity that a command is about, and everything that is needed to record it."""

    activity: known.KnownActivity
    write: Write
    pool: asyncpg.Pool
    vault: Vault

    @property
    def key(self) -> tuple[str, str]:
        """Programme and activity."""
        return self.activity.programme, self.activity.activity

    async def order(self, aggregate: str, command: Command, beside: Beside | None = None) -> Answer:
        """Record it; a command about a session that nobody scheduled is refused."""
        if command.session is not None and command.session not in self.activity.sessions:
            raise BadField("session", "a session that is scheduled", "没有这个场次。", "unknown")
        now, by = self.write.now, self.write.actor.subject
        # A time in the future is left to the domain, which refuses it.
        happened_at = getattr(command, "occurred_at", None)
        past = happened_at if happened_at and happened_at <= now else None
        order = Order(*self.key, command, by, now)
        return await self.write(":".join((aggregate, *self.key)), order, past, beside)

    async def represent(self, command: Command, beside: Beside | None = None) -> Answer:
        """Record a command about the people of the activity."""
        return await self.order("representatives", command, beside)

    async def hear(self, command: Command, beside: Beside | None = None) -> Answer:
        """Record a command about its opinions."""
        return await self.order("opinions", command, beside)

    def refuse_if_cancelled(self, session: str | None) -> None:
        """Refuse to invite people to what will not take place."""
        off = self.activity.cancelled_sessions
        meant = {session} if session is not None else self.activity.sessions
        if self.activity.cancelled or (meant and meant <= off):
            raise Refused("cancelled", "活动或场次已经取消。")

    def refuse_if_nobody_comes(self, session: str | None) -> None:
        """Refuse to take people on, even before the reaction to the same news closed the sheet."""
        self.refuse_if_cancelled(session)
        if self.activity.form == Form.ONLINE:
            raise Refused("cancelled", "活动改为线上举办，不用报名。")


async def find_activity(pool: asyncpg.Pool, programme: str, activity: str) -> known.KnownActivity:
    """A known activity; 404 otherwise."""
    found = await known.find(pool, programme, activity)
    if found is None:
        raise NotFound("unknown_activity", f"没有{programme}的活动{activity}。")
    return found


def refuse_unless_public(category: PersonCategory) -> None:
    """422 for what only staff enter: nobody makes themselves a deputy, a journalist, own staff."""
    if category not in wording.PUBLIC:
        expected = f"one of {', '.join(wording.PUBLIC)}"
        raise BadField("category", expected, "请选择群众代表的类别。")


def may_act(actor: Actor, activity: known.KnownActivity, *units: str | None) -> bool:
    """The office may act for all; staff for the lead unit, or for one of ``units``."""
    if "office" in actor.roles:
        return True
    return bool(actor.roles & set(STAFF)) and actor.unit in {activity.lead_unit, *units} - {None}


def refuse_other_units(actor: Actor, activity: known.KnownActivity, *units: str | None) -> None:
    """403 for a person of another unit."""
    if not may_act(actor, activity, *units):
        raise Denied(403, "other_unit", "只能办理本单位主责的活动。")
