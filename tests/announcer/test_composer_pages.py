"""The composer over HTTP: begun, saved without losing anything, reviewed, published, scheduled."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.announcer.app import SERVICE
from services.announcer.composing.word import TYPE
from tests.announcer.bodies import OPEN_11, SCHEDULE, SESSION
from tests.serving import HANDLER, OFFICE, REVIEWER, STRANGER, Api, Person, eventually
from tests.signing_in import CSRF, cookies_of

ACTIVITY = "/compose/daxing-2023/open-11"
SECOND = Person("handler-jiugong-2", "handler", "jiugong")
NOTHING = ["state", "work", "business", "personal", "safety", "consent"]
BOXES = {
    "session": "s1",
    "when-s1": "2023年9月14日（星期四）9:00",
    "until-s1": "11:30结束",
    "place-s1": "南街回迁房项目工地",
    "agenda": "参观工地；座谈",
    "netizens": "在政务新媒体留言",
    "host": "旧宫镇人民政府",
    "seats": "公开遴选30人；9月8日18:00截止",
    "contact": "综合办公室，69244451",
}


WRONG_WEEKDAY: dict[str, Any] = {"when-s1": "2023年9月14日（星期五）9:00"}


@dataclass
class Composer:
    """The composer's pages of one activity, as people ask for them."""

    api: Api

    async def get(self, path: str, by: Person = HANDLER) -> httpx.Response:
        return await self.api.client.get(path, headers={"Cookie": await cookies_of(self.api, by)})

    async def post(
        self, path: str, by: Person = HANDLER, key: str | None = None, **fields: Any
    ) -> httpx.Response:
        headers = {
            "Cookie": await cookies_of(self.api, by),
            "Origin": str(self.api.client.base_url).rstrip("/"),
        }
        data = {"csrf": CSRF, "key": key or uuid4().hex, **fields}
        return await self.api.client.post(path, data=data, headers=headers)

    async def begin(self, kind: str = "activity_selection") -> str:
        answer = await self.post(ACTIVITY, kind=kind)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def save(self, draft: str, version: int, by: Person = HANDLER, **more: Any) -> Any:
        return await self.post(draft, by, version=str(version), **BOXES | more)

    async def sha256(self, draft: str) -> str:
        page = (await self.get(f"{draft}/secrecy")).text
        found = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)
        assert found is not None
        return found[1]

    async def approve(self, draft: str, by: Person = REVIEWER, decision: str = "approved") -> Any:
        sha256 = await self.sha256(draft)
        return await self.post(
            f"{draft}/review", by, version="2", sha256=sha256, decision=decision, remark="写清电话"
        )

    async def ready(self) -> str:
        """A draft that was filled in, examined and approved."""
        draft = await self.begin()
        assert (await self.save(draft, 1, then="submit")).status_code == 303
        sha256 = await self.sha256(draft)
        examined = await self.post(f"{draft}/secrecy", sha256=sha256, nothing=NOTHING)
        assert examined.status_code == 303
        assert (await self.approve(draft)).status_code == 303
        return draft

    async def published(self) -> list[dict[str, Any]]:
        return [data for name, data in await self.api.log() if name == "AnnouncementPublished"]


@pytest.fixture
async def composer(planned: Api) -> Composer:
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    items = [{"title": "参观工地"}, {"title": "座谈"}]
    await planned.record(f"{OPEN_11}/agenda", {"items": items})
    return Composer(planned)


async def test_a_draft_begins_with_all_that_is_known(composer: Composer) -> None:
    page = (await composer.get(await composer.begin())).text

    for known in ("2023年9月14日（星期四）9:00", "11:30结束", "参观工地；座谈", "旧宫镇人民政府"):
        assert known in page
    assert "政务开放日活动暨公开遴选代表的公告" in page
    assert await composer.published() == []


async def test_beginning_twice_by_the_same_form_is_one_draft(composer: Composer) -> None:
    first = await composer.post(ACTIVITY, key="k1", kind="activity")
    again = await composer.post(ACTIVITY, key="k1", kind="activity")
    assert first.headers["location"] == again.headers["location"]


async def test_each_save_is_a_version_and_the_same_text_is_none(composer: Composer) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1)
    await composer.save(draft, 2)
    page = (await composer.get(draft)).text
    assert "第2版" in page
    assert "第3版" not in page


async def test_nobody_overwrites_what_another_saved_in_between(composer: Composer) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1, contact="综合办公室，69244451")
    answer = await composer.save(draft, 1, SECOND, contact="民政科，69244452")

    assert answer.status_code == 409
    assert "没有覆盖别人的内容" in answer.text
    assert "69244451" in answer.text
    assert "69244452" in answer.text
    versions = (await composer.get(f"{draft}/versions")).text
    assert "另存，没有采用" in versions

    over = await composer.save(draft, 1, SECOND, contact="民政科，69244452", over="2")
    assert over.status_code == 303
    assert "民政科，69244452" in (await composer.get(draft)).text


async def test_a_weekday_against_its_date_holds_up_publishing(composer: Composer) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1, **WRONG_WEEKDAY)
    page = (await composer.get(draft)).text
    assert "2023年9月14日是星期四，不是星期五。请确认日期。" in page

    answer = await composer.post(
        f"{draft}/publish", sha256=await composer.sha256(draft), reason="急"
    )
    assert answer.status_code == 409
    assert await composer.published() == []


async def test_an_approved_notice_is_published_at_the_servers_time(composer: Composer) -> None:
    draft = await composer.ready()
    answer = await composer.post(f"{draft}/publish", sha256=await composer.sha256(draft))
    assert answer.status_code == 303, answer.text
    (event,) = await composer.published()

    assert event["entry"] == "built_in"
    assert event["kinds"] == ["activity", "selection"]
    assert event["announces"] == [{"session": "s1", "starts_on": "2023-09-14"}]
    assert event["elements"]["start_at"] == "2023年9月14日（星期四）9:00—11:30"
    assert event["elements"]["duration"] == "2个半小时"
    assert event["body"].startswith("为进一步")
    assert event["body"].endswith("2023年8月1日")
    public = (await composer.get("/public/activities/daxing-2023/open-11")).text
    assert event["title"] in public
    page = (await composer.get(ACTIVITY)).text
    assert "已发布" in page


async def test_publishing_twice_by_the_same_form_is_one_publication(composer: Composer) -> None:
    draft = await composer.ready()
    sha256 = await composer.sha256(draft)
    for _ in range(2):
        await composer.post(f"{draft}/publish", key="k2", sha256=sha256)
    assert len(await composer.published()) == 1


async def test_without_review_a_reason_is_recorded_and_nothing_is_forbidden(
    composer: Composer,
) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1)
    sha256 = await composer.sha256(draft)
    refused = await composer.post(f"{draft}/publish", sha256=sha256)
    assert refused.status_code == 422
    assert "这一版没有保密审查、审核，请写明直接发布的原因。" in refused.text

    given = await composer.post(f"{draft}/publish", sha256=sha256, reason="今天到期")
    assert given.status_code == 303
    assert "没有保密审查、审核，原因：今天到期" in (await composer.get(ACTIVITY)).text
    assert len(await composer.published()) == 1


async def test_an_approval_is_bound_to_the_very_text(composer: Composer) -> None:
    draft = await composer.ready()
    old = await composer.sha256(draft)
    await composer.save(draft, 2, contact="综合办公室，69244459")

    assert (await composer.post(f"{draft}/publish", sha256=old)).status_code == 409
    now = await composer.sha256(draft)
    assert (await composer.post(f"{draft}/publish", sha256=now)).status_code == 422
    review = (await composer.get(f"{draft}/review", REVIEWER)).text
    assert "没有送审" in review
    assert "<del>" in review
    assert "<ins>" in review


async def test_nobody_reviews_what_they_wrote(composer: Composer) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1, REVIEWER, then="submit")
    answer = await composer.approve(draft)
    assert answer.status_code == 409
    assert "须由另一名审核人审核" in answer.text


async def test_only_a_reviewer_of_the_unit_decides(composer: Composer) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1, then="submit")
    other = Person("reviewer-caiyu", "reviewer", "caiyu")
    assert [(await composer.approve(draft, by)).status_code for by in (HANDLER, OFFICE, other)] == [
        403, 403, 403,
    ]  # fmt: skip
    assert (await composer.get(draft, STRANGER)).status_code == 403


async def test_sending_back_needs_a_remark_and_shows_it_to_the_author(composer: Composer) -> None:
    draft = await composer.begin()
    await composer.save(draft, 1, then="submit")
    sha256 = await composer.sha256(draft)
    bare = await composer.post(
        f"{draft}/review", REVIEWER, version="2", sha256=sha256, decision="returned"
    )
    assert bare.status_code == 409

    assert (await composer.approve(draft, decision="returned")).status_code == 303
    assert "写清电话" in (await composer.get(draft)).text


async def test_the_secrecy_check_wants_every_point(composer: Composer) -> None:
    draft = await composer.begin()
    sha256 = await composer.sha256(draft)
    answer = await composer.post(f"{draft}/secrecy", sha256=sha256, nothing=NOTHING[:5])
    assert answer.status_code == 422


async def test_the_office_may_do_without_review(composer: Composer) -> None:
    settings = await composer.post("/compose/daxing-2023", OFFICE, unit="jiugong", review_days="3")
    assert settings.status_code == 303
    draft = await composer.begin()
    page = (await composer.get(draft)).text
    assert "尚未送审" not in page
    assert "review_days=3" in page


async def test_a_notice_out_elsewhere_is_entered_with_its_evidence(composer: Composer) -> None:
    draft = await composer.ready()
    entered = await composer.post(
        f"{draft}/out", sha256=await composer.sha256(draft), channel="new_media",
        account="旧宫发布", published_at="2023-08-01T08:30", address="https://example.org/a",
        evidence="https://example.org/a.png",
    )  # fmt: skip
    assert entered.status_code == 303, entered.text
    (event,) = await composer.published()
    assert (event["entry"], event["account"]) == ("manual", "旧宫发布")


async def test_the_document_is_a_word_file(composer: Composer) -> None:
    answer = await composer.get(f"{await composer.begin()}/document.docx")
    assert answer.headers["content-type"] == TYPE
    assert answer.content[:2] == b"PK"


async def test_a_scheduled_notice_goes_out_once_at_its_moment(composer: Composer) -> None:
    draft = await composer.ready()
    answer = await composer.post(
        f"{draft}/schedule", sha256=await composer.sha256(draft), at="2023-08-02T08:00"
    )
    assert answer.status_code == 303, answer.text
    assert "定时发布" in (await composer.get(draft)).text
    assert await composer.published() == []

    composer.api.clock.set("2023-08-02T08:00:00+08:00")
    await eventually(composer.published)
    (event,) = await composer.published()
    assert event["body"].endswith("2023年8月2日")
    page = (await composer.get(ACTIVITY)).text
    assert "定时发布，<b>发布</b>" in page


@pytest.mark.parametrize("ended_by", ["edit", "cancel", "reschedule", "hand"])
async def test_what_changes_is_not_published_on_the_old_terms(
    composer: Composer, ended_by: str
) -> None:
    draft = await composer.ready()
    await composer.post(
        f"{draft}/schedule", sha256=await composer.sha256(draft), at="2023-08-02T08:00"
    )
    match ended_by:
        case "edit":
            await composer.save(draft, 2, contact="综合办公室，69244459")
        case "cancel":
            await composer.api.record(f"{OPEN_11}/cancel", {"reason": "场地检修"})
        case "reschedule":
            moved = {"session": "s1", "starts_on": "2023-09-20"}
            await composer.api.record(f"{OPEN_11}/reschedule", {"moved": moved, "reason": "检修"})
        case _:
            await composer.post(f"{draft}/unschedule")
    composer.api.clock.set("2023-08-03T08:00:00+08:00")

    assert await composer.api.running.timers.next_due() is None
    assert await composer.published() == []
    assert "取消定时发布" in (await composer.get(ACTIVITY)).text


async def test_a_past_moment_cannot_be_scheduled(composer: Composer) -> None:
    draft = await composer.ready()
    answer = await composer.post(
        f"{draft}/schedule", sha256=await composer.sha256(draft), at="2023-07-31T08:00"
    )
    assert answer.status_code == 422
    assert "已经过去" in answer.text


async def test_a_change_notice_compares_with_what_is_out(composer: Composer) -> None:
    draft = await composer.ready()
    await composer.post(f"{draft}/publish", sha256=await composer.sha256(draft))
    moved = {**SESSION, "starts_on": "2023-09-20", "start_at": "2023-09-20T09:00:00+08:00",
             "end_at": "2023-09-20T11:30:00+08:00"}  # fmt: skip
    await composer.api.record(f"{OPEN_11}/reschedule", {"moved": moved, "reason": "检修"})

    page = (await composer.get(await composer.begin("change"))).text
    changed = "由“2023年9月14日（星期四）9:00—11:30”变更为“2023年9月20日（星期三）9:00—11:30”。"
    assert changed in page


def test_the_timer_of_the_composer_is_known_to_the_service() -> None:
    assert "publish-notice" in SERVICE.timers
