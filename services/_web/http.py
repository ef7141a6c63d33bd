"""The write side of HTTP: who acts, with which key, on which stream; and bodies that are safe."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid5

from fastapi import Depends, FastAPI, Header, Request
from pydantic import BaseModel, ConfigDict, model_validator

from contracts.values import Instant
from services._kit import writer
from services._kit.store import Beside
from services._web.edge import Edge
from services._web.faults import BadField, Denied, install
from services._web.measuring import add_metrics
from services._web.running import Running
from services._web.status import add_health
from services._web.tokens import Actor, InvalidToken, verify
from services._web.watching import Watching


class Body(BaseModel):
    """A request's body: unknown fields are refused, and so is text that cannot be stored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        try:
            path = _unstorable(given)
        except RecursionError as error:
            raise BadField("body", "JSON that is not so deep", "内容嵌套太深。") from error
        if path is not None:
            raise BadField(path or "body", "text without NUL or lone surrogates", "含有非法字符。")
        return given


class Fact(Body):
    """A body that may say when it happened, if that was before it is entered."""

    occurred_at: Instant | None = None


def running(request: Request) -> Running:
    """The service that answers this request."""
    found: Running = request.app.state.running
    return found


def actor(request: Request) -> Actor:
    """Whoever holds the bearer token; 401 without a valid one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Denied(401, "missing_token", "请先登录。")
    try:
        return verify(running(request).token_keys, token, datetime.now(UTC))
    except InvalidToken as error:
        raise Denied(401, "invalid_token", "登录已失效，请重新登录。") from error


class Write:
    """What a route needs to record a fact: ``await write(stream, command)``."""

    def __init__(self, service: Running, actor: Actor, key: str, path: str, body: bytes) -> None:
        self._service, self.actor, self.now, self._path = service, actor, service.clock.now(), path
        self.together = service.together
        self.scope, self._calls = f"{actor.subject}\n{path}\n{key}", 0
        # Keyed by what the client alone knows: a body may hold a telephone number, which a bare
        # hash would give away to whoever tries all of them.
        self._request_hash = hmac.digest(self.scope.encode(), _canonical(body), hashlib.sha256)

    async def __call__(
        self,
        stream: str,
        command: object,
        occurred_at: datetime | None = None,
        beside: Beside | None = None,
    ) -> dict[str, Any]:
        """Record it; answers the facts with their positions, the same at every repeat."""
        if occurred_at is not None and occurred_at > self.now:
            raise BadField(
                "occurred_at", "a time that is not in the future", "发生时间不能晚于现在。"
            )
        request = writer.Request(
            id=uuid5(NAMESPACE_URL, f"{self.scope}\n{self._calls}"),
            stream=stream,
            command=command,
            occurred_at=occurred_at or self.now,
            actor=self.actor.subject,
            request_hash=self._request_hash,
            beside=beside,
        )
        self._calls += 1
        recorded = await self._service.writer.execute(request)
        events = [
            {"id": str(e.id), "type": e.type, "position": e.position} for e in recorded.events
        ]
        return {"events": events, "repeated": recorded.repeated}

    def item(self, key: str, body: bytes) -> "Write":
        """One item of a batch, under a key of its own: it may come again in any other batch."""
        return Write(self._service, self.actor, key, self._path, body)


class Reads:
    """A dependency: a token with one of ``roles`` (403); all roles when none is named."""

    def __init__(self, *roles: str) -> None:
        self.roles = frozenset(roles)

    async def __call__(self, by: Annotated[Actor, Depends(actor)]) -> Actor:
        """Who asks."""
        if self.roles and not by.roles & self.roles:
            raise Denied(403, "forbidden", "你的账号没有办理此项的权限。")
        return by


class Requires:
    """A dependency: a token with one of ``roles`` (403) and an Idempotency-Key (422)."""

    def __init__(self, *roles: str) -> None:
        self._reads = Reads(*roles)
        self.roles = self._reads.roles

    async def __call__(
        self,
        request: Request,
        by: Annotated[Actor, Depends(actor)],
        idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    ) -> Write:
        """What the route needs to write."""
        await self._reads(by)
        if not idempotency_key:
            raise BadField("Idempotency-Key", "this header", "缺少幂等键。", "missing")
        body = await request.body()
        return Write(running(request), by, idempotency_key, request.url.path, body)


def requires(*roles: str) -> Requires:
    """``Depends(requires("office", "handler"))``: who may write, over the JSON API."""
    return Requires(*roles)


def reads(*roles: str) -> Reads:
    """``Depends(reads("office", "handler"))``: who may read, over the JSON API."""
    return Reads(*roles)


def create_app(service: Running) -> FastAPI:
    """The service's HTTP: its own routes, health, status, and one shape for every error."""
    app = FastAPI(title=service.name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.running = service
    app.add_middleware(Edge, uploads=service.definition.uploads, streams=service.definition.streams)
    app.add_middleware(Watching, measures=service.measures)  # around it
    install(app)
    add_health(app, service)
    add_metrics(app, service)
    for router in service.definition.routers:  # including it would analyse every route again
        app.router.routes.extend(router.routes)
    if service.definition.configure is not None:
        service.definition.configure(app, service)
    return app


def _canonical(body: bytes) -> bytes:
    """The same bytes for the same JSON, whatever its spacing and order of keys."""
    try:
        return json.dumps(json.loads(body), sort_keys=True).encode()
    except (ValueError, RecursionError):
        return body


def _unstorable(value: Any, path: str = "") -> str | None:
    """The path of the first text with NUL or a lone surrogate, if there is one."""
    if isinstance(value, str):
        bad = "\x00" in value or (not value.isascii() and _has_surrogate(value))
        return path if bad else None
    if isinstance(value, dict):
        named = {str(key): item for key, item in value.items()}
        if any(_unstorable(key) is not None for key in named):
            return path
        items = list(named.items())
    elif isinstance(value, list):
        items = [(str(index), item) for index, item in enumerate(value)]
    else:
        return None
    found = (_unstorable(item, f"{path}.{name}" if path else name) for name, item in items)
    return next((at for at in found if at is not None), None)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
