"""Plays the season: every act at its moment, every timer in its turn, nothing in between.

The clock only moves when the services have settled, and only to the next moment at which anything
can happen. So what is decided at a boundary is decided exactly there, at any speed.
"""

from collections.abc import Sequence
from datetime import datetime

from deploy.local.season import SEASON_END
from deploy.local.season.acts import Act
from deploy.local.season.api import Api
from deploy.local.season.calls import calls
from deploy.local.season.clock import SeasonClock
from deploy.local.season.display import Display
from deploy.local.season.journal import Journal
from deploy.local.season.pace import Pace
from deploy.local.season.settling import Statuses, facts, next_timer, settled


class Player:
    """One season on one running stack."""

    def __init__(  # noqa: PLR0913 - the parts of a player
        self,
        acts: Sequence[Act],
        *,
        api: Api,
        clock: SeasonClock,
        journal: Journal,
        pace: Pace,
        display: Display,
    ) -> None:
        self._acts = acts
        self._api = api
        self._clock = clock
        self._journal = journal
        self._pace = pace
        self._display = display

    async def play(self, until: datetime = SEASON_END) -> Statuses:
        """Go on from where the journal stands; answers the settled services at the end."""
        while True:
            statuses = await settled(self._api)
            self._show(statuses)
            if await self._perform_due():
                continue
            if self._clock.now() >= until:
                self._clock.stop()
                return statuses
            timer, act = next_timer(statuses), self._next_act()
            await self._pace.reach(min(each for each in (timer, act, until) if each))
            if act is not None and (timer is None or act < timer):
                await self._perform_due()  # nothing else happens now: no need to settle before

    async def _perform_due(self) -> bool:
        """Perform the acts whose moment has come; whether there were any."""
        now, before = self._clock.now(), self._journal.done
        while self._journal.done < len(self._acts):
            act = self._acts[self._journal.done]
            if act.at > now:
                break
            await self._perform(act)
            self._journal.note(self._journal.done + 1)
        return self._journal.done > before

    async def _perform(self, act: Act) -> None:
        for call in calls(act):
            answer = await self._api.perform(call.resolved(self._journal.known))
            self._journal.known.update(call.learned(answer))

    def _next_act(self) -> datetime | None:
        done = self._journal.done
        return self._acts[done].at if done < len(self._acts) else None

    def _show(self, statuses: Statuses) -> None:
        now, acts = self._clock.now(), self._journal.done
        self._display.show(now=now, acts=acts, facts=facts(statuses))
