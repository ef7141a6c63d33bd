"""The composer over HTTP: begun, saved without losing anything, examined and reviewed."""

from services.announcer.composing.word import TYPE
from tests.announcer.bodies import OPEN_11
from tests.announcer.composer import ACTIVITY, NOTHING, SECOND, WRONG_WEEKDAY, Composer
from tests.serving import HANDLER, OFFICE, REVIEWER, STRANGER, Person


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

    for by, told in ((REVIEWER, "1篇公告待审核"), (OFFICE, draft), (STRANGER, "没有待审核")):
        assert told in (await composer.get("/compose/", by)).text

    assert (await composer.approve(draft, decision="returned")).status_code == 303
    assert "没有待审核的公告" in (await composer.get("/compose/", REVIEWER)).text
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


async def test_the_document_is_a_word_file(composer: Composer) -> None:
    answer = await composer.get(f"{await composer.begin()}/document.docx")
    assert answer.headers["content-type"] == TYPE
    assert answer.content[:2] == b"PK"


async def test_a_date_is_compared_with_the_one_in_force_now(composer: Composer) -> None:
    draft = await composer.begin()
    moved = {"session": "s1", "starts_on": "2023-09-20"}
    await composer.api.record(f"{OPEN_11}/reschedule", {"moved": moved, "reason": "检修"})
    page = (await composer.get(draft)).text
    assert "这里写的是2023年9月14日（星期四），排定的是2023年9月20日（星期三）。" in page
