"""The evidence pack (佐证材料) of one unit: its self-assessment table, and the facts behind it."""

from urllib.parse import quote

from fastapi.responses import Response

from contracts.values import BEIJING
from services._web.workbook import MEDIA_TYPE, Column, SheetOf, Value, workbook
from services.compliance.assessment.assessing import Sheet
from services.compliance.assessment.score import Case, Item
from services.compliance.judging.facts import Fact
from services.compliance.matrix import names_of
from services.compliance.presentation import dates
from services.compliance.presentation.marks import marks_words
from services.compliance.presentation.sentences import Names, told
from services.compliance.presentation.words import SERVICES, status_word

TABLE = (
    Column("序号", 6),
    Column("指标", 22),
    Column("满分", 8, marks=True),
    Column("报告", 44),
    Column("链接", 36),
    Column("自评分", 9, marks=True),
    Column("系统测算", 9, marks=True),
    Column("评定得分", 9, marks=True),
)
FACTS = (
    Column("指标", 20),
    Column("活动", 24),
    Column("要求", 14),
    Column("判定", 10),
    Column("扣分或加分", 11, marks=True),
    Column("说明", 20),
    Column("事实", 40),
    Column("发生时间", 20),
    Column("记录时间", 20),
    Column("出处", 16),
    Column("SHA-256", 36),
)


def evidence_pack(sheet: Sheet) -> Response:
    """The workbook as a download named after the unit."""
    name = f"{sheet.name}-年度考核佐证材料.xlsx"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
    }
    return Response(pack_bytes(sheet), media_type=MEDIA_TYPE, headers=headers)


def pack_bytes(sheet: Sheet) -> bytes:
    """The workbook: indicator, report, link, own score; and sheet two, case by case and fact."""
    table, moment = sheet.shown.table, sheet.shown_at.astimezone(BEIJING)
    imported = sheet.programme.imported
    title = f"{sheet.name}年度考核自评表"
    plan = imported.title if imported else sheet.programme.id
    by = f"评分表：《{table.title}》第{table.version}版（{table.label}），SHA-256 {table.sha256}"
    above = (
        title,
        f"{plan}。{by}",
        f"系统测算截至{dates.moment_words(moment, year=True)}，{_total(sheet)}",
    )
    sheets = (
        SheetOf("自评表", above, TABLE, _indicators(sheet)),
        SheetOf("佐证事实", (f"{sheet.name}佐证事实", above[1]), FACTS, _facts(sheet)),
    )
    return workbook(sheets, title, moment)


def _total(sheet: Sheet) -> str:
    total, given = sheet.shown.total, sheet.standing.scored
    said = "没有适用的指标，不计分" if total is None else f"测算{marks_words(total)}分"
    return said + (f"，评定{marks_words(given.total)}分" if given else "")


def _indicators(sheet: Sheet) -> list[list[Value]]:
    standing = sheet.standing
    own = (
        {mark.indicator: mark for mark in standing.self_score.marks} if standing.self_score else {}
    )
    given = (
        {mark.indicator: mark.marks for mark in standing.scored.marks} if standing.scored else {}
    )
    rows: list[list[Value]] = []
    for number, item in enumerate(sheet.shown.items, start=1):
        mine = own.get(item.code)
        rows.append(
            [
                number,
                item.title if item.most else f"{item.title}（不适用，不计入满分）",
                item.full if item.most else None,
                mine.report if mine else None,
                mine.link if mine else None,
                mine.marks if mine else None,
                item.marks if item.most else None,
                given.get(item.code),
            ]
        )
    return rows


def _facts(sheet: Sheet) -> list[list[Value]]:
    known = {fact.id: fact for fact in sheet.look.snapshot.known_facts()}
    names = names_of(sheet.look.snapshot)
    rows: list[list[Value]] = []
    for item in sheet.shown.items:
        for case in item.cases:
            about = _about(sheet, item, case)
            facts = [known[id_] for id_ in case.evidence if id_ in known]
            rows += [[*about, *_fact(fact, names)] for fact in facts] or [[*about, *([None] * 5)]]
    return rows


def _about(sheet: Sheet, item: Item, case: Case) -> list[Value]:
    rules = sheet.look.snapshot.rules
    by_code = rules.pack.by_code if rules else {}
    titles = {code: requirement.title for code, requirement in by_code.items()}
    plans = {plan.activity: plan.title for plan in sheet.programme.planned}
    same = case.counted_with
    note = f"与{titles.get(same, same)}同一原因，不重复扣分" if same else None
    return [
        item.title,
        plans.get(case.row, "常态化开展"),
        titles.get(case.code, case.code),
        status_word(case.status),
        case.marks,
        note,
    ]


def _fact(fact: Fact, names: Names) -> list[Value]:
    envelope = fact.envelope
    return [
        told(fact.event, names),
        dates.moment_words(fact.occurred_at, year=True, seconds=True),
        dates.moment_words(fact.recorded_at, year=True, seconds=True),
        f"{SERVICES[envelope.service]}第{envelope.sequence}条",
        envelope.hash,
    ]
