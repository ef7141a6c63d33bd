"""The season's side of HTTP: tokens, writes that outlast a restart, and what services say."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import httpx

from deploy.local.season import PROGRAMME
from deploy.local.season.calls import Call
from services._web.tokens import LIFETIME, Actor, mint

_AWAY = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
_RETRY_SECONDS = 0.2  # real time
_TELL_AFTER_SECONDS = 2.0
_PATIENCE_SECONDS = 60.0
_RENEW_AFTER = LIFETIME / 3


class ActRefusedError(RuntimeError):
    """A service refused an act: the acts are wrong, or the service is."""


@dataclass
class Api:
    """``gateway`` takes writes and reads; ``endpoints`` are the services' own addresses."""

    gateway: str
    endpoints: Mapping[str, str]
    signing_key: Mapping[str, Any]
    tell: Callable[[str], None]
    client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=30))
    _tokens: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _away: set[str] = field(default_factory=set)

    async def perform(self, call: Call) -> dict[str, Any]:
        """Do it, waiting for a service that is away; the answer, the same at every repeat.

        Raises ``ActRefusedError``.
        """
        answer = await self._persist(
            call.service,
            lambda: self.client.request(
                "GET" if call.reads else "POST",
                f"{self.gateway}{call.path}",
                params=call.body if call.reads else None,
                json=None if call.reads else call.body,
                headers={
                    "Authorization": f"Bearer {self._token(call.by)}",
                    "Idempotency-Key": call.key,
                },
            ),
        )
        if not answer.is_success:
            raise ActRefusedError(f"{call.key}: {call.path}: {answer.status_code} {answer.text}")
        said: dict[str, Any] = answer.json()
        return said

    async def statuses(self) -> dict[str, dict[str, Any]]:
        """What every service says of itself, waiting for those that are away."""
        answers = await asyncio.gather(*map(self._status, self.endpoints))
        return dict(zip(self.endpoints, answers, strict=True))

    async def matrix(self, as_of: datetime | None = None) -> dict[str, Any]:
        """The wall at a moment, or now."""
        params = {"as_of": as_of.isoformat()} if as_of else {}
        url = f"{self.gateway}/api/compliance/programmes/{PROGRAMME}/matrix"
        answer = await self._persist("compliance", lambda: self.client.get(url, params=params))
        answer.raise_for_status()
        wall: dict[str, Any] = answer.json()
        return wall

    async def export(self) -> list[str]:
        """Every recorded fact as one CloudEvent in JSON a line, the chains of hashes included."""
        url = f"{self.gateway}/api/compliance/export"
        answer = await self._persist("compliance", lambda: self.client.get(url))
        answer.raise_for_status()
        return answer.text.splitlines()

    async def _status(self, service: str) -> dict[str, Any]:
        url = f"{self.endpoints[service]}/status"
        answer = await self._persist(service, lambda: self.client.get(url))
        answer.raise_for_status()
        status: dict[str, Any] = answer.json()
        return status

    async def _persist(
        self, service: str, ask: Callable[[], Awaitable[httpx.Response]]
    ) -> httpx.Response:
        """Ask until there is an answer: a service that is being restarted is only late.

        One that fails otherwise, say because its database is away, has a minute to recover.
        """
        since = time.monotonic()
        while True:
            try:
                answer = await ask()
                failing = answer.status_code in _AWAY or (
                    answer.is_server_error and time.monotonic() - since < _PATIENCE_SECONDS
                )
                if not failing:
                    self._came_back(service)
                    return answer
            except httpx.TransportError:
                pass
            if time.monotonic() - since > _TELL_AFTER_SECONDS:
                self._stays_away(service)
            await asyncio.sleep(_RETRY_SECONDS)

    def _stays_away(self, service: str) -> None:
        if service not in self._away:
            self._away.add(service)
            self.tell(f"waiting for {service}; the clock stands still")

    def _came_back(self, service: str) -> None:
        if service in self._away:
            self._away.remove(service)
            self.tell(f"{service} is back")

    def _token(self, by: Actor) -> str:
        now = datetime.now(UTC)
        token, minted_at = self._tokens.get(by.subject, ("", datetime.min.replace(tzinfo=UTC)))
        if now - minted_at > _RENEW_AFTER:
            token = mint(self.signing_key, by, now)
            self._tokens[by.subject] = (token, now)
        return token
