"""The pages of the ledger on real servers: cards in a row, merges, returns, a unit's items."""

from datetime import date

from services.registration.hearing.likeness import alike, likely
from tests.registration.pages_bench import (
    ASSESSOR,
    DESK,
    OPINIONS,
    PROGRAMME,
    Site,
    serve,
    site,
)
from tests.serving import HANDLER, OFFICE, STRANGER

__all__ = ["serve", "site"]

ENTRY, STATUS = DESK + "/opinions/entry", "/opinions/status"
NOISE, NOISY = "希望工地夜间少施工，太吵了。", "工地夜间施工太吵，希望少施工。"
DECISION = {
    "decision": "partly_adopted",
    "reason": "抢险施工除外",
    "summary": "建议减少夜间施工",
    "public_reply": "",
}


async def opinion(site: Site, number: int) -> str:
    """The page of the opinion with a number."""
    name = await site.api.running.pool.fetchval(
        "select opinion from opinion where number = $1", number
    )
    return f"{DESK}/opinions/{name}"


def test_texts_are_alike_by_the_pairs_of_characters_they_share() -> None:
    assert alike(NOISE, NOISE) == 1
    assert alike("停车位", "天气预报") == 0
    assert alike("", "") == 0
    assert likely(NOISE, {"a": "多放几个停车位", "b": NOISY, "c": NOISE}) == ["c", "b"]


async def test_cards_are_entered_one_after_the_other_and_merged_when_alike(site: Site) -> None:
    card = {"source": "telephone", "category": "parent", "words": NOISE}
    first = await site.post(ENTRY, card, HANDLER)
    assert "open-11-001已登记" in first.text
    assert 'value="telephone" checked' in first.text
    assert NOISE not in first.text
    other = await site.code(ENTRY, {**card, "words": NOISY}, HANDLER)
    deputy = {"category": "parent", "words": "绩效目标应当量化。"}
    refused = await site.post(DESK + "/opinions/independent", deputy, HANDLER)
    assert "独立意见由人大代表、政协委员提出" in refused.text
    deputy["category"] = "npc_deputy"
    await site.code(DESK + "/opinions/independent", deputy, HANDLER)
    assert "独立意见" in await site.get(DESK + "/opinions", HANDLER)

    one, two, three = [await opinion(site, number) for number in (1, 2, 3)]
    assert "可能重复，合并办理" in await site.get(two, HANDLER)
    assert "可能重复" not in await site.get(three, HANDLER)
    into = {"into": one.rpartition("/")[2]}
    merged = await site.done(two + "/merge", into, HANDLER)
    assert "已合并" in merged
    await site.done(one + "/dispatch", {"unit": "caiyu"}, HANDLER)
    with_main = (await site.get(two, HANDLER)).replace("\n", "")
    assert "<dt>承办</dt><dd>采育镇</dd>" in with_main
    assert "采育镇，并入第1号" in await site.get(DESK + "/opinions", HANDLER)
    alone = await site.post(two + "/decision", DECISION, HANDLER)
    assert (alone.status_code, "已并入第1号" in alone.text) == (409, True)
    await site.done(one + "/decision", DECISION, HANDLER)
    await site.done(one + "/feedback", {"means": "published"}, HANDLER)
    followed = (await site.post(STATUS, {"code": other})).text
    for told in ("open-11-002", NOISY, "合并办理", "部分采纳。理由：抢险施工除外", "已经办结"):
        assert told in followed
    await site.post(STATUS + "/follow-up", {"code": other, "satisfied": "no"})
    assert "重新办理（只能一次）" in await site.get(one, HANDLER), "who was merged is heard too"
    apart = await site.done(two + "/unmerge", {}, HANDLER)
    assert "已撤销合并" in apart
    assert "等旧宫镇分办" in await site.get(two, HANDLER)


async def test_an_opinion_goes_back_is_corrected_followed_up_and_reopened(site: Site) -> None:
    code = await site.code(OPINIONS, {"words": NOISE, "consent": "on"})
    one = await opinion(site, 1)
    await site.done(one + "/dispatch", {"unit": "caiyu"}, HANDLER)
    assert "第1天" in await site.get("/desk/ledger", STRANGER)
    empty = await site.post(one + "/return", {"return_reason": " "}, STRANGER)
    assert "请填写退回的理由" in empty.text
    gone = await site.done(one + "/return", {"return_reason": "不属本单位职责"}, STRANGER)
    assert "已退回主责单位" in gone
    back = await site.get(one, HANDLER)
    assert "采育镇退回，等旧宫镇重新分办" in back
    assert "退回理由：不属本单位职责" in back

    await site.done(one + "/dispatch", {"unit": "jiugong"}, HANDLER)
    await site.done(one + "/reply", {"text": "20时后停工。"}, HANDLER)
    silent = await site.post(one + "/decision", {**DECISION, "summary": ""}, HANDLER)
    assert (silent.status_code, "请填写公开摘要" in silent.text) == (422, True)
    await site.done(one + "/decision", DECISION, HANDLER)
    assert DECISION["summary"] in await site.get(one, HANDLER)
    summary = {"summary": "建议减少夜间施工", "public_reply": "22时后停工。"}
    assert "公开摘要已保存" in await site.done(one + "/summary", summary, HANDLER)
    await site.done(one + "/feedback", {"means": "message"}, HANDLER)
    corrected = await site.done(one + "/correction", {"correction": "22时后停工。"}, HANDLER)
    assert "更正前的答复" in corrected
    followed = (await site.post(STATUS, {"code": code})).text
    assert "更正答复" in followed
    assert "20时后停工" not in followed

    said = await site.post(STATUS + "/follow-up", {"code": code, "satisfied": "no"})
    assert "已记下：不满意" in said.text
    assert "回访不满意" in await site.get(DESK + "/opinions", HANDLER)
    again = {"reopen_reason": "本人反映仍有施工"}
    assert "已重新办理" in await site.done(one + "/reopening", again, HANDLER)
    followed = (await site.post(STATUS, {"code": code})).text
    assert "原因：本人反映仍有施工" in followed
    assert followed.count("，还没有") == 3  # answered, decided and told anew


async def test_the_ledger_shows_a_units_open_items_and_is_exported_without_words(
    site: Site,
) -> None:
    for words in (NOISE, "多放几个停车位。"):
        await site.code(OPINIONS, {"words": words, "consent": "on", "name": "李四"})
    two = await opinion(site, 2)
    await site.done(two + "/decision", DECISION, HANDLER)
    await site.api.running.pool.execute(
        "insert into feedback_due values ($1, 'open-11', $2)", PROGRAMME, date(2023, 9, 28)
    )
    before = await site.get("/desk/ledger", HANDLER)
    site.api.clock.set("2023-09-29T00:00:00+08:00")
    after = await site.get("/desk/ledger", HANDLER)
    table = await site.get("/desk/ledger/export?stage=all", HANDLER)

    assert "在办的意见2条。" in before
    assert "9月28日（周四）" in before
    assert "其中2条过了目标日期" in after
    assert "第25天" in after
    assert "open-11-002" in await site.get("/desk/ledger?stage=decided", OFFICE)
    assert "open-11-001" not in await site.get("/desk/ledger?stage=decided", OFFICE)
    assert "没有这样的意见" in await site.get("/desk/ledger?stage=told", ASSESSOR)
    elsewhere = await site.get("/desk/ledger", STRANGER)
    assert "open-11" not in elsewhere
    assert '<p class="empty">没有在办的意见。</p>' in elsewhere
    assert table.startswith("\ufeff受理编号")
    assert "open-11-002,走进南街回迁房项目工地" in table
    assert "部分采纳,抢险施工除外" in table
    assert not any(told in table for told in (NOISE[:6], "停车位", "李四"))
