"""Release 0.1.0 and today's on one bus: each reads the other, and an upgrade misses nothing."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from contracts.envelope import Envelope
from deploy.local.ports import free_port
from services._kit.migrate import migrate
from services._web.repairing import replay
from services._web.service import start
from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.compliance.app import service as compliance
from services.compliance.settings import SQL, Settings
from services.compliance.views import PROJECTOR
from tests.announcer.bodies import NOTICE, OPEN_11, PROGRAMMES, SCHEDULE
from tests.deploy.drill import Verdicts, judged, shown_by
from tests.serving import HANDLER, Api, Serve, eventually
from tests.versions.conftest import RunOlder

pytestmark = pytest.mark.slow

AS_OF = "2023-09-10T09:00:00+08:00"
WALL = "/api/compliance/programmes/daxing-2023/matrix"
FILING = {"filing": "f1", "kind": "reschedule", "new_value": "2023-09-21", "reason": "大雨"}
UNKNOWN_TO_IT = "FilingDecided.v1"  # and so is the optional ``receipt`` of a published notice


async def act(announcer: Api) -> None:
    """What both releases can do over HTTP."""
    await announcer.record(PROGRAMMES, read_plan("daxing-2023"))
    await announcer.record(OPEN_11 + "/schedule", SCHEDULE)
    await announcer.record(OPEN_11 + "/notices", NOTICE, HANDLER)
    await announcer.record(OPEN_11 + "/filings", FILING, HANDLER)


def has_read(api: Api, announced: int) -> Callable[[], Awaitable[bool]]:
    """Whether a compliance has read so many facts of the announcer's, and all of its own."""

    async def look() -> bool:
        status = (await api.get("/status")).json()
        read = {it["stream"]: it["checkpoint"] for it in status["readers"]}
        return read == read | {
            "EV_ANNOUNCER_1": announced,
            "EV_COMPLIANCE_1": status["log_end"],
        }

    return look


async def wall(api: Api) -> Verdicts:
    answer = await api.client.get(WALL, params={"as_of": AS_OF})
    assert answer.status_code == 200, answer.text
    return shown_by(answer.json())


async def log(api: Api, path: str = "/api/compliance/export") -> list[Envelope]:
    return [Envelope.from_json_line(it) for it in (await api.get(path)).text.splitlines()]


async def kept_aside(api: Api) -> int:
    return int((await api.get("/status")).json()["quarantined"])


async def test_what_an_older_announcer_says_is_read_and_judged_today(
    serve: Serve, older: RunOlder
) -> None:
    today = await serve(compliance())
    announcer = (await older("announcer", today)).api

    await act(announcer)

    end = (await announcer.get("/status")).json()["log_end"]
    await eventually(has_read(today, end), seconds=30)
    assert await kept_aside(today) == 0
    assert await wall(today) == judged(await log(today), datetime.fromisoformat(AS_OF))


async def test_an_older_reader_goes_on_past_what_it_does_not_know_and_its_upgrade_catches_up(
    serve: Serve, older: RunOlder
) -> None:
    announcer = await serve(ANNOUNCER)
    before = await older("compliance", announcer)
    await act(announcer)
    announcer.clock.set("2023-08-02T09:00:00+08:00")
    receipt: dict[str, Any] = {"received_at": "2023-08-02T08:00:00+08:00"}
    await announcer.record(
        OPEN_11 + "/filings/f1/receipt", receipt | {"evidence": {"address": "传真"}}
    )
    decision = {"approved": False, "reason": "已过期"}
    [decided] = await announcer.record(OPEN_11 + "/filings/f1/decision", decision)
    assert decided["type"] == UNKNOWN_TO_IT
    await announcer.record(OPEN_11 + "/venue", {"place": "区政务服务中心"})
    end = announcer.running.writer.log_end

    await eventually(has_read(before.api, end), seconds=30)
    assert await kept_aside(before.api) == 1
    assert "open-11" in {row for row, _ in await wall(before.api)}
    before.child.stop()

    await migrate(before.database, "postgres", SQL)
    of = announcer.running.settings
    settings = Settings(
        database_url=before.database, nats_url=of.nats_url, clock_file=of.clock_file,
        token_keys_file=of.token_keys_file, listen=f"127.0.0.1:{free_port()}",
    )  # fmt: skip
    async with start(compliance(), settings) as running:
        client = before.api.client
        client.base_url = f"http://{settings.listen}"
        after = Api(running, client, announcer.clock, announcer.key)
        await replay(running, (PROJECTOR, "announcer", 1, decided["position"]))

        async def nothing_is_kept_aside() -> bool:
            return await kept_aside(after) == 0

        await eventually(nothing_is_kept_aside, seconds=30)
        await eventually(has_read(after, end), seconds=30)
        assert await wall(after) == judged(await log(after), datetime.fromisoformat(AS_OF))
