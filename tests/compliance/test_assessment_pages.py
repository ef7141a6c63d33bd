"""Self-score, review, appeal, decision, final: in pages, and what each person may see and do."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from contracts.events.compliance import UnitScoreConfirmed
from services.compliance.assessment.standing import DRAFT
from services.compliance.assessment.table import load_table
from services.compliance.cli import app
from services.compliance.presentation.assessment import list_headline
from tests.compliance.assessing_bench import (
    API,
    APPEAL_OVER,
    ASSESSOR,
    COMPUTED,
    LEADER,
    PAGES,
    UNIT,
    others,
    serve,
    year,
)
from tests.compliance.conftest import Others
from tests.compliance.story import Story
from tests.registration.pages_bench import Site
from tests.serving import HANDLER, OFFICE, RESIDENT, STRANGER, Person, eventually

__all__ = ["others", "serve", "year"]

OWN = {**COMPUTED, "report.notice": "公告由区政府统一发布", "link.notice": "https://example.org/11"}
DECISION = {**COMPUTED, "marks.notice": "20.5", "reason.notice": "采信截图", "reason": "部分属实"}


async def whole_way(year: Site) -> None:
    """From the self-score to the confirmation, the appeal upheld in part."""
    await year.done(f"{UNIT}/self-score", {**OWN, "marks.notice": "25"}, HANDLER)
    await year.done(f"{UNIT}/review", COMPUTED, OFFICE)
    given = {"indicators": "notice", "reason": "公告当天已经张贴"}
    await year.done(f"{UNIT}/appeal", given, LEADER)
    await year.done(f"{UNIT}/decision", DECISION, ASSESSOR)
    await year.done(f"{UNIT}/confirmation", {}, ASSESSOR)


async def test_a_unit_is_assessed_from_the_self_score_to_the_final_result(year: Site) -> None:
    page = await year.get(UNIT, HANDLER)
    assert "jiugong还没有自评，系统测算" in page
    assert "项目自拟" in page
    assert "与公告时间同一原因，不重复扣分" in page
    page = await year.done(f"{UNIT}/self-score", {**OWN, "marks.notice": "25"}, HANDLER)
    assert "自评已提交。" in page
    assert "jiugong已经自评，等待复核" in page
    assert "公告由区政府统一发布" in page
    assert 'name="marks.notice" type="text" value="25"' in page  # what may still be changed
    page = await year.done(f"{UNIT}/review", COMPUTED, OFFICE)
    assert "可以申诉到12月19日（周二）24:00" in page.replace("</span>", "").replace(
        '<span class="nb">', ""
    )
    page = await year.done(
        f"{UNIT}/appeal", {"indicators": "notice", "reason": "公告当天已经张贴"}, LEADER
    )
    assert "已经申诉，等待决定" in page
    answer = await year.post(f"{UNIT}/decision", DECISION, OFFICE)
    assert answer.status_code == 409
    assert "复核人不能决定对自己复核的申诉" in answer.text
    page = await year.done(f"{UNIT}/decision", DECISION, ASSESSOR)
    assert "予以调整" in page
    assert "申诉决定理由：采信截图" in page
    page = await year.done(f"{UNIT}/confirmation", {}, OFFICE)
    assert "结果已经确认" in page


async def test_anyone_reads_results_and_only_final_ones(year: Site) -> None:
    await year.done(f"{UNIT}/self-score", OWN, HANDLER)
    before = await year.get("/wall/daxing-2023/assessment-results")
    assert "还没有确认的年度考核结果" in before
    await whole_way(year)
    after = await year.get("/wall/daxing-2023/assessment-results", RESIDENT)
    assert "jiugong：" in after
    assert "采信截图" in after
    made = (await year.client.get(f"{API}/assessment-results")).json()
    assert [it["unit"] for it in made["units"]] == ["jiugong"]


async def test_a_unit_reads_its_own_sheet_office_and_assessor_every_unit_s(year: Site) -> None:
    await year.get(UNIT, STRANGER, status=403)
    for person in (HANDLER, LEADER, OFFICE, ASSESSOR):
        await year.get(UNIT, person)
    everyone = await year.get(PAGES, STRANGER)
    assert "jiugong" in everyone
    assert f'href="{UNIT}"' not in everyone
    assert f'href="{UNIT}"' in await year.get(PAGES, OFFICE)


async def test_marking_for_a_unit_is_its_own_and_marking_it_is_others(year: Site) -> None:
    office_handler = Person("h", "handler", "zhengwufuwuju")
    for person in (OFFICE, STRANGER, office_handler):
        assert (await year.post(f"{UNIT}/self-score", OWN, person)).status_code == 403
    assert (await year.post(f"{UNIT}/appeal", {}, HANDLER)).status_code == 403
    assert (await year.post(f"{UNIT}/review", COMPUTED, LEADER)).status_code == 403
    of_the_unit = Person("assessor-2", "assessor", "jiugong")
    answer = await year.post(f"{UNIT}/review", COMPUTED, of_the_unit)
    assert answer.status_code == 409
    assert "请回避" in answer.text


async def test_the_office_never_marks_its_own_sheet_an_assessor_from_outside_does(
    year: Site, others: Others
) -> None:
    story = Story("open-11", sequences={"announcer": len(others.log)})
    await others.say([story.unit_changed("2023-12-01 10:00", "zhengwufuwuju").facts[-1]])
    own = f"{PAGES}/zhengwufuwuju"
    await eventually(lambda: found(year, own))
    marks = {**COMPUTED, "reason.holding": "更换单位已报备"}  # the change of unit was not filed
    elsewhere = Person("office-2", "office", "another-account-unit")
    for person in (OFFICE, elsewhere):
        answer = await year.post(f"{own}/review", marks, person)
        assert answer.status_code == 409
        assert "请回避" in answer.text
        assert "复核得分</label>" not in await year.get(own, person)
    assert "复核已保存" in await year.done(f"{own}/review", marks, ASSESSOR)


async def found(year: Site, path: str) -> bool:
    answer = await year.client.get(path, headers=await year.headers(ASSESSOR))
    return answer.status_code == 200


async def test_what_was_typed_wrongly_is_said_beside_its_field(year: Site) -> None:
    wrong = {**OWN, "marks.notice": "26", "marks.holding": "很多", "link.notice": "javascript:1"}
    answer = await year.post(f"{UNIT}/self-score", wrong, HANDLER)
    assert answer.status_code == 422
    assert "请填写0到25之间的分数" in answer.text
    assert "请填写0到20之间的分数" in answer.text
    assert 'value="26"' in answer.text
    good = {**OWN, "link.notice": "javascript:alert(1)"}
    assert "请填写完整的网址" in (await year.post(f"{UNIT}/self-score", good, HANDLER)).text
    other = {**COMPUTED, "marks.notice": "25"}
    answer = await year.post(f"{UNIT}/review", other, OFFICE)
    assert "与系统测算的17分不同，请写明理由" in answer.text
    answer = await year.post(f"{UNIT}/appeal", {"reason": "  "}, LEADER)
    assert answer.status_code in {409, 422}
    steps = {"SelfScored", "UnitScoreReviewed", "AppealLodged"}
    assert [name for name, _ in await year.api.log() if name in steps] == []


async def test_a_repeated_form_counts_once(year: Site) -> None:
    for _ in range(2):
        answer = await year.post(f"{UNIT}/self-score", OWN, HANDLER, key="one")
        assert answer.status_code == 303
    assert [name for name, _ in await year.api.log() if name == "SelfScored"] == ["SelfScored"]


async def test_nothing_is_final_before_the_time_to_appeal_is_over(year: Site) -> None:
    await year.done(f"{UNIT}/review", COMPUTED, OFFICE)
    answer = await year.post(f"{UNIT}/confirmation", {}, OFFICE)
    assert answer.status_code == 409
    assert "申诉期到12月19日为止" in answer.text
    year.api.clock.set(APPEAL_OVER)
    late = await year.post(f"{UNIT}/appeal", {"indicators": "notice", "reason": "补"}, LEADER)
    assert "申诉期已过" in late.text
    assert "结果已经确认" in await year.done(f"{UNIT}/confirmation", {}, OFFICE)


def test_a_closed_year_says_how_many_have_no_confirmed_result() -> None:
    units = [{"phase": phase} for phase in ("final", "open", "reviewed")]
    said = list_headline({"units": units, "closed": True})
    assert said == "年度考核已经办结，3个单位，其中2个没有确认的结果。"


async def test_the_year_is_closed_once_every_unit_is_final(year: Site) -> None:
    answer = await year.post(f"{PAGES}/close", {}, OFFICE)
    assert answer.status_code == 409
    assert "jiugong的考核结果还没有确认" in answer.text
    await whole_way(year)
    page = await year.done(f"{PAGES}/close", {}, OFFICE)
    assert "年度考核已经办结，1个单位。" in page
    (closing,) = [data for name, data in await year.api.log() if name == "AssessmentClosed"]
    stored = [it.envelope for it in await year.api.running.store.read(0, 100)]
    final = [it for it in stored if it.type == UnitScoreConfirmed.ce_type()]
    assert closing["points"][0]["evidence"] == [str(final[0].id)]
    verdict = await year.client.get(f"{API}/activities/programme/verdicts/ASSESS")
    assert verdict.json()["status"] == "met"


async def test_every_mark_opens_to_verdicts_and_facts_and_can_be_computed_again(
    year: Site,
) -> None:
    await whole_way(year)
    headers = year.api.headers(ASSESSOR)
    sheet = (await year.client.get(f"{API}/assessment/jiugong", headers=headers)).json()
    cases = [case for item in sheet["computed"]["items"] for case in item["cases"]]
    paying = [case for case in cases if case["marks"] < 0]
    assert paying
    for case in paying:
        path = f"{API}/activities/{case['row']}/verdicts/{case['code']}"
        asked = {"as_of": sheet["computed_as_of"]}
        verdict = (await year.client.get(path, params=asked)).json()
        assert verdict["status"] == case["status"]
        assert [fact["id"] for fact in verdict["facts"]]
        assert sorted(fact["id"] for fact in verdict["facts"]) == sorted(case["evidence"])
    table = (await year.client.get(f"{API}/scoring-table")).json()
    assert table["sha256"] == sheet["result"]["scoring"]["sha256"]


async def test_an_outsider_computes_the_same_from_the_exported_log_alone(
    year: Site, tmp_path: Path
) -> None:
    own = load_table(DRAFT).content.replace("missed = 800", "missed = 900")
    await year.done(
        "/wall/daxing-2023/scoring-table",
        {"content": own.replace('version = "1"', 'version = "区1"')},
        OFFICE,
    )
    headers = year.api.headers(ASSESSOR)
    sheet = (await year.client.get(f"{API}/assessment/jiugong", headers=headers)).json()
    log = tmp_path / "events.jsonl"
    log.write_text((await year.client.get("/api/compliance/export")).text, encoding="utf-8")
    asked = ["score", str(log), "--as-of", sheet["computed_as_of"]]
    answer = CliRunner().invoke(app, [*asked, "--json"])
    assert answer.exit_code == 0, answer.stderr
    (found,) = json.loads(answer.stdout)
    assert found["total"] == sheet["computed"]["total"]
    assert found["table"]["sha256"] == sheet["computed"]["scoring"]["sha256"]
    shown = [(it["indicator"], it["marks"]) for it in sheet["computed"]["items"]]
    assert [(it["code"], it["marks"]) for it in found["items"]] == shown
    table = CliRunner().invoke(app, asked)
    assert "jiugong" in table.stdout
    log.write_text(log.read_text(encoding="utf-8").replace("900", "100"), encoding="utf-8")
    assert CliRunner().invoke(app, asked).exit_code == 1


async def test_the_office_puts_its_own_table_in_force(year: Site) -> None:
    own = load_table(DRAFT).content.replace('id = "project-draft"', 'id = "daxing"')
    own = own.replace("full_marks", 'issued_by = "区政务公开办"\nfull_marks', 1)
    page = "/wall/daxing-2023/scoring-table"
    bad = await year.post(page, {"content": own.replace("base = 2500", "base = 2400")}, OFFICE)
    assert bad.status_code == 422
    assert "scoring-table.toml: " in bad.text
    assert (await year.post(page, {"content": own}, HANDLER)).status_code == 403
    shown = await year.done(page, {"content": own}, OFFICE)
    assert "现行评分表是《政民互动年度考核评分表》第1版（区政务公开办）" in shown
    (fact,) = [data for name, data in await year.api.log() if name == "ScoringTableAdopted"]
    assert fact["content"] == own
    assert "项目自拟" not in await year.get(UNIT, HANDLER)


async def test_the_api_takes_the_same_steps(year: Site) -> None:
    async def post(path: str, body: Any, by: Person) -> int:
        return (await year.api.post(f"{API}/assessment/jiugong/{path}", body, by)).status_code

    marks = [
        {"indicator": name.partition(".")[2], "marks": int(float(value) * 100)}
        for name, value in COMPUTED.items()
    ]
    assert await post("self-score", {"marks": marks[:2]}, HANDLER) == 409
    assert await post("self-score", {"marks": marks}, HANDLER) == 200
    assert await post("review", {"marks": marks}, OFFICE) == 200
    assert await post("appeal", {"indicators": ["notice"], "reason": "有异议"}, LEADER) == 200
    assert await post("appeal/decision", {"marks": marks, "reason": "维持"}, ASSESSOR) == 200
    assert await post("confirmation", {}, OFFICE) == 200
    past = f"confirmation?as_of={datetime.fromisoformat('2023-12-01T00:00:00+00:00').isoformat()}"
    assert await post(past.replace("+", "%2B"), {}, OFFICE) == 422
    headers = year.api.headers(STRANGER)
    listed = (await year.client.get(f"{API}/assessment", headers=headers)).json()
    assert json.dumps(listed["units"][0]["computed"]) == "null"
    assert listed["units"][0]["given"] == 6526
