"""Going to the identity provider and coming back. What must match waits here, taken once."""

import secrets
from datetime import timedelta

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response

from services._web.access import checks
from services._web.faults import Denied, NotFound
from services._web.http import running
from services._web.signed_in import local_path
from services.registration.accounts import accounts, sessions
from services.registration.accounts.frame import DESK, PAGES, go, onward
from services.registration.accounts.openid import Flow, OpenId, OpenIdFailed
from services.registration.equipment import equipment

log = structlog.get_logger()

OPENID = "__Host-openid"
LIFE = timedelta(minutes=10)
router = APIRouter(prefix="/account/openid", route_class=PAGES.route, include_in_schema=False)


@router.get("/start", response_model=None)
async def start(request: Request, next: str = DESK) -> Response:  # noqa: A002
    """Remember what must match, and go to the provider."""
    provider, pool = _provider(request), running(request).pool
    flow, word = Flow.fresh(), secrets.token_urlsafe(32)
    try:
        address = await provider.address(flow)
    except OpenIdFailed as error:
        raise _unbelieved(error) from error
    await pool.execute("delete from openid_flow where started_at < now() - $1::interval", LIFE)
    await pool.execute(
        "insert into openid_flow (id_hash, state, nonce, verifier, next)"
        " values ($1, $2, $3, $4, $5)",
        sessions.digest(word), flow.state, flow.nonce, flow.verifier, local_path(next, DESK),
    )  # fmt: skip
    response = go(address)
    response.set_cookie(
        OPENID,
        word,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/callback", response_model=None)
@checks("a sign-in begun in this browser")
async def callback(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
    """Who came back, if everything matches; an account is never made here."""
    provider, pool = _provider(request), running(request).pool
    row = await pool.fetchrow(
        "delete from openid_flow where id_hash = $1 and started_at > now() - $2::interval"
        " returning *",
        sessions.digest(request.cookies.get(OPENID, "")), LIFE,
    )  # fmt: skip
    if row is None or not secrets.compare_digest(row["state"].encode(), state.encode()):
        raise Denied(
            403, "openid_state", "统一登录不是从这个浏览器开始的，或者已经过期。请重新登录。"
        )
    if error or not code:
        raise Denied(403, "openid_refused", "统一登录没有完成，请重新登录。")
    try:
        who = await provider.redeem(code, Flow(row["state"], row["nonce"], row["verifier"]))
    except OpenIdFailed as failed:
        raise _unbelieved(failed) from failed
    account = await accounts.by_openid(pool, who.subject, who.email)
    if account is None:
        raise Denied(
            403,
            "openid_unknown",
            "统一登录已确认身份，但这里没有对应的账号。请联系区政务服务管理局开通。",
        )
    response = go(onward(account, row["next"]))
    response.delete_cookie(OPENID, path="/", secure=True, httponly=True, samesite="lax")
    await sessions.begin(request, response, account)
    return response


def _provider(request: Request) -> OpenId:
    if (found := equipment(request).openid) is None:
        raise NotFound("no_openid", "没有启用统一登录。")
    return found


def _unbelieved(error: OpenIdFailed) -> Denied:
    log.warning("openid_failed", error=str(error))
    return Denied(403, "openid_failed", "统一登录没有成功，请重新登录。多次失败的，请联系管理员。")
