"""The operator's page of a service: what waits, what stands still, and what mends it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.topology import SERVICES
from contracts.values import Identifier
from services._kit.streams import last_sequence
from services._web.faults import BadField
from services._web.forms import FormModel, new_key
from services._web.http import running
from services._web.pages import Pages
from services._web.repairing import StillUnreadable, ask_to_rebuild, replay
from services._web.running import Running
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services._web.status import describe, within

OPERATORS = ("office", "operator")
NAMES = dict(zip(SERVICES, ("公告", "报名", "直播", "合规"), strict=True))
STATES = {
    "running": "正常",
    "standby": "待命，由另一进程负责",
    "refilling": "等待消息流补齐",
    "rebuilding": "正在重新读取",
    "damaged": "消息流缺失，请开启新纪元",
    "stopped": "历史不一致，已停止，请开启新纪元",
}
AT_ONCE = 50


class Kept(FormModel):
    """Which message that was kept aside."""

    reader: Identifier
    source: Identifier
    epoch: int
    position: int


def operating_router(service: str, pages: Pages) -> APIRouter:
    """``/ops/{service}``: one page for each service, which leads to the others'."""
    router = APIRouter(prefix=f"/ops/{service}", route_class=pages.route)

    @router.get("", response_model=None)
    async def look(
        request: Request, visitor: Annotated[Visitor, Depends(signed_in(*OPERATORS))]
    ) -> Response:
        """How the service stands now."""
        shown = await _standing(running(request))
        return pages.show(
            request, "operating.html", visitor=visitor, names=NAMES, states=STATES,
            service=service, new_key=new_key, **shown,
        )  # fmt: skip

    @router.post("/rebuild", response_model=None)
    async def rebuild(
        request: Request, posted: Annotated[Posting, Depends(posting(*OPERATORS))]
    ) -> Response:
        """Read what other services said anew; pages show what they showed until that is done."""
        del posted
        asked = running(request)
        for follower in asked.followers:
            await ask_to_rebuild(asked.pool, follower.name)
        return RedirectResponse(f"/ops/{service}", 303)

    @router.post("/replay", response_model=None)
    async def again(
        request: Request, posted: Annotated[Posting, Depends(posting(*OPERATORS))]
    ) -> Response:
        """Take one message that was kept aside once more."""
        kept = posted.form.read(Kept)
        try:
            await replay(running(request), kept.reader, kept.source, kept.epoch, kept.position)
        except StillUnreadable as error:
            text = "这个版本仍无法识别这条消息，没有处理。升级后再试。"
            raise BadField("position", "a message that can be read", text) from error
        return RedirectResponse(f"/ops/{service}", 303)

    return router


async def _standing(service: Running) -> dict[str, Any]:
    status = await describe(service)
    js = service.bus.client.jetstream()
    own = await within(js.stream_info(f"EV_{service.name.upper()}_{status['epoch']}"))
    for reader in status["readers"]:
        reader["end"] = await within(last_sequence(js, reader["stream"]))
    kept = await service.pool.fetch(
        "select reader, source, epoch, pos, reason, quarantined_at from quarantine"
        " order by quarantined_at, source, pos limit $1",
        AT_ONCE,
    )
    size = "select pg_database_size(current_database())"
    return {
        "now": status,
        "kept": kept,
        "database_bytes": await service.pool.fetchval(size),
        "stream_bytes": own.state.bytes if own else None,
    }
