"""What a client gets instead of an answer: one shape, naming the field and what is expected."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services._kit.decider import Refused
from services._kit.postgres import UNAVAILABLE
from services._kit.recording import Unpublishable
from services._kit.store import DataRejected, StoreUnavailable
from services._kit.writer import Busy, KeyReused
from services._web.safety import SAFE

log = structlog.get_logger()

RETRY_AFTER = "1"  # real seconds
_MESSAGES = {
    "missing": "缺少必填项。",
    "extra_forbidden": "没有这一项。",
    "timezone_aware": "时间必须注明时区。",
    "json_invalid": "请求正文不是有效的 JSON。",
    "string_too_long": "内容过长。",
    "string_too_short": "内容不能为空。",
}
_EXPECTED = {
    "missing": "this field",
    "extra_forbidden": "no such field",
    "json_invalid": "a JSON object",
    "timezone_aware": "a time with a zone, such as 2023-08-15T09:00:00+08:00",
}


class BadField(Exception):
    """A field that cannot be taken (422); ``field`` is its path, such as ``sessions.0.place``."""

    def __init__(self, field: str, expected: str, message: str, reason: str = "invalid") -> None:
        super().__init__(f"{field}: {expected}")
        self.field, self.expected, self.message, self.reason = field, expected, message, reason


class Denied(Exception):
    """No valid token (401), one without the role (403), or too often (429, 503)."""

    def __init__(
        self, status: int, reason: str, message: str, *, retry_after: int | None = None
    ) -> None:
        super().__init__(reason)
        self.status, self.reason, self.message = status, reason, message
        self.headers = {} if retry_after is None else {"Retry-After": str(retry_after)}


class NotFound(Exception):
    """What the path names does not exist (404)."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason)
        self.reason, self.message = reason, message


def fault(  # noqa: PLR0913 - the fields of the one error body
    status: int,
    reason: str,
    message: str,
    *,
    field: str | None = None,
    expected: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """The one error body of the API."""
    body = {"error": reason, "field": field, "expected": expected, "message": message, **more}
    return JSONResponse(body, status, headers)


def install(app: FastAPI) -> None:
    """Answer every exception of the kit in that shape."""
    handlers: dict[Any, Any] = {
        RequestValidationError: _invalid,
        BadField: lambda _, e: fault(422, e.reason, e.message, field=e.field, expected=e.expected),
        Denied: lambda _, e: fault(
            e.status, e.reason, e.message,
            headers={"WWW-Authenticate": "Bearer"} if e.status == 401 else e.headers,
        ),
        NotFound: lambda _, e: fault(404, e.reason, e.message),
        Refused: lambda _, e: fault(409, e.reason, e.message, field=e.field),
        KeyReused: lambda _, __: fault(
            409, "key_reused", "同一幂等键已用于内容不同的请求。",
            field="Idempotency-Key", expected="a new key for a new body",
        ),
        Busy: _busy,
        # Answered outside of what makes every other answer safe, see ``Edge``.
        Exception: lambda *_: fault(500, "internal", "系统出错，请稍后再试。", headers=SAFE),
        DataRejected: lambda _, __: fault(422, "unstorable", "内容含有不能保存的字符。"),
        Unpublishable: lambda _, e: fault(
            422, "unpublishable", "内容过大或不能发布。", expected=str(e)
        ),
        HTTPException: lambda _, e: fault(
            e.status_code, e.detail.lower().replace(" ", "_"), "无法处理该请求。",
            headers=e.headers,
        ),
    }  # fmt: skip
    away = {StoreUnavailable, ConnectionError, *UNAVAILABLE} - {OSError}
    handlers |= dict.fromkeys(away, _busy)
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, _asynchronous(handler))


def _asynchronous(handler: Any) -> Any:
    async def answer(request: Request, error: Exception) -> JSONResponse:
        response: JSONResponse = handler(request, error)
        return response

    return answer


def _busy(_: Request, error: Exception) -> JSONResponse:
    log.warning("request_put_off", error=repr(error))
    return fault(503, "busy", "系统繁忙，请稍后再试。", headers={"Retry-After": RETRY_AFTER})


def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
    errors = [_field_error(given) for given in error.errors()]
    first: dict[str, Any] = dict(errors[0])
    return fault(422, first.pop("error"), first.pop("message"), errors=errors, **first)


def _field_error(error: Mapping[str, Any]) -> dict[str, str]:
    kind = str(error["type"])
    path = [str(part) for part in error["loc"][1:] if kind != "json_invalid"]
    return {
        "error": kind,
        "field": ".".join(path) or "body",
        "expected": _EXPECTED.get(kind, str(error["msg"])),
        "message": _MESSAGES.get(kind, "此项内容不符合要求。"),
    }
