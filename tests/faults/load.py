"""Clients that write through the services' HTTP APIs and note what they are told.

A command whose outcome is unknown is sent again with the same key until the answer is known;
some clients give up at once, so that unknown outcomes remain.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import httpx

from tests.faults.cluster import Cluster
from tests.faults.commands import Command, Deck, Json, opening
from tests.faults.convergence import NotConverged
from tests.faults.journal import Entry, Journal, Outcome

CLIENTS = 10
REST = 0.25  # seconds between two commands of a client
OPENING = 60.0  # seconds in which every service must know of the plan
PATIENCE = 60.0  # seconds after which an unknown outcome stays unknown
HASTY, REPEATING = 0.1, 0.05  # how many give up at once, how many ask twice

Events = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one attempt brought."""

    outcome: Outcome
    events: Events = ()
    repeated: bool = False
    detail: str = ""


class Load:
    """Clients that write until they are stopped."""

    def __init__(self, cluster: Cluster, journal: Journal, seed: int) -> None:
        self._cluster, self._journal = cluster, journal
        self._deck = Deck(seed, cluster.services)
        self._dice = random.Random(seed + 1)  # noqa: S311 - a test that can be repeated
        self._numbers, self._stopping = count(1), False
        self._headers = {"Authorization": f"Bearer {cluster.token()}"}
        limits = httpx.Limits(max_connections=100)
        self._client = httpx.AsyncClient(timeout=4.0, limits=limits, headers=self._headers)
        self._tasks: list[asyncio.Task[None]] = []
        self._asked: dict[str, float] = {}  # when a service was asked what it said yes to last

    async def open(self) -> None:
        """Import the plan, schedule its sessions, open sign-up; fails if anything is refused."""
        for stage in opening(self._cluster.services, self._deck.activities):
            await self._all(stage)

    def start(self, clients: int = CLIENTS) -> None:
        """Begin to write."""
        self._stopping = False
        self._tasks = [asyncio.create_task(self._write()) for _ in range(clients)]

    async def stop(self) -> None:
        """Write no more; what is under way is brought to its end."""
        self._stopping = True
        await asyncio.gather(*self._tasks)
        self._tasks = []

    async def answered(self, patience: float = 120.0) -> float:
        """Seconds until every service has said yes to a command that is sent from now on.

        Each has two clients more until then: how seldom it is asked is not held against it.
        """
        began, services = time.monotonic(), self._cluster.services
        self._tasks += [asyncio.create_task(self._ask_for(each, began)) for each in services * 2]
        while waiting := [service for service in services if self._asked.get(service, 0) < began]:
            if time.monotonic() - began > patience:
                raise NotConverged(f"no answer within {patience:.0f} s from {', '.join(waiting)}")
            await asyncio.sleep(0.02)
        return time.monotonic() - began

    async def close(self) -> None:
        """Let the connections go; whatever is still under way is abandoned."""
        for task in self._tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks)
        await self._client.aclose()

    async def _write(self) -> None:
        while not self._stopping:
            await self._carry_out(self._deck.draw(), next(self._numbers))
            await asyncio.sleep(REST)

    async def _ask_for(self, service: str, began: float) -> None:
        while self._asked.get(service, 0) < began and not self._stopping:
            await self._carry_out(self._deck.draw_for(service), next(self._numbers))

    async def _carry_out(self, command: Command, number: int) -> None:
        hasty, began, attempts = self._dice.random() < HASTY, time.monotonic(), 0
        while True:
            attempts += 1
            answer = await self._send(command)
            if answer.outcome is not Outcome.UNKNOWN:
                break
            if hasty or time.monotonic() - began > PATIENCE:
                break
            await asyncio.sleep(self._dice.uniform(0.05, 0.4))
        contradicted = False
        if answer.outcome is Outcome.OK and self._dice.random() < REPEATING:
            again = await self._send(command)
            if again.outcome is not Outcome.UNKNOWN:
                contradicted = again.events != answer.events or not again.repeated
        outcome = answer.outcome
        if outcome is Outcome.FAIL and attempts > 1:
            outcome = Outcome.UNKNOWN  # an earlier attempt may have been recorded
        self._journal.write(
            Entry(
                number=number, service=command.service, type=command.event.ce_type(),
                mark=command.mark, outcome=outcome, events=answer.events, attempts=attempts,
                contradicted=contradicted, detail=answer.detail,
            )
        )  # fmt: skip

    async def _send(self, command: Command) -> Answer:
        url = self._dice.choice(self._cluster.urls(command.service)) + command.path
        began = time.monotonic()
        try:
            response = await self._client.post(
                url, json=command.body, headers={"Idempotency-Key": command.mark}
            )
        except httpx.HTTPError as error:
            return Answer(Outcome.UNKNOWN, detail=repr(error))
        if response.is_success:
            answer = response.json()
            self._asked[command.service] = max(began, self._asked.get(command.service, 0))
            events = tuple((e["id"], e["type"], e["position"]) for e in answer["events"])
            return Answer(Outcome.OK, events, answer["repeated"])
        detail = f"{response.status_code} {response.text[:300]}"
        if response.is_client_error:
            return Answer(Outcome.FAIL, detail=detail)
        return Answer(Outcome.UNKNOWN, detail=detail)

    async def _all(self, requests: Sequence[tuple[str, Json]]) -> None:
        gate = asyncio.Semaphore(16)

        async def post(number: int, path: str, body: Json) -> None:
            async with gate:
                await self._insist(path, body, f"opening-{number}")

        await asyncio.gather(*(post(number, *each) for number, each in enumerate(requests)))

    async def _insist(self, path: str, body: Json, key: str) -> None:
        """Other services learn of an activity a moment after it was planned."""
        url = self._cluster.urls(path.split("/")[2])[0] + path
        began = time.monotonic()
        while True:
            try:
                response = await self._client.post(url, json=body, headers={"Idempotency-Key": key})
                answer = f"{response.status_code} {response.text[:500]}"
                if response.is_success:
                    return
            except httpx.HTTPError as error:
                answer = repr(error)
            if time.monotonic() - began > OPENING:
                raise NotConverged(f"{path}: {answer}")
            await asyncio.sleep(0.1)
