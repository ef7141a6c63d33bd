"""意见台账: the opinions of a unit over all activities, overdue ones first, and as a file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services._web.forms import filled
from services._web.http import running
from services._web.pages import PRIVATE
from services._web.signed_in import Visitor, signed_in
from services._web.workbook import neutral
from services.registration.hearing import queries
from services.registration.pages import opinion_wording, reading, wording
from services.registration.pages.desk import DONE, READERS
from services.registration.pages.frame import DESK

router = APIRouter(prefix="/desk/ledger", route_class=DESK.route, include_in_schema=False)

Looking = Annotated[Visitor, Depends(signed_in(*READERS))]
_STAGES = {"open": "在办的", "overdue": "过了目标日期的", **opinion_wording.STAGES, "all": "全部"}
_HEAD = (
    "受理编号", "活动", "主责单位", "收到", "来源", "类别", "独立意见", "承办单位", "进展",
    "并入", "采纳情况", "理由", "公开摘要", "反馈", "反馈方式", "反馈目标日期",
)  # fmt: skip
_NONE = {"open": "没有在办的意见。", "overdue": "没有过了目标日期的意见。"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which opinions are asked for; staff see their unit's, the office and assessors all."""

    request: Request
    visitor: Visitor
    everywhere: bool
    unit: str
    stage: str

    async def rows(self) -> list[dict[str, Any]]:
        """The opinions, overdue ones first, then by the date that is wanted."""
        pool, now = running(self.request).pool, running(self.request).clock.now()
        unit = (self.unit or None) if self.everywhere else self.visitor.actor.unit
        if unit is None and not self.everywhere:
            return []
        found = [_shown(row, now) for row in await queries.ledger(pool, unit)]
        chosen = [it for it in found if _is(it, self.stage)]
        return sorted(chosen, key=lambda it: not it["overdue"])


async def asked(
    request: Request,
    visitor: Looking,
    unit: Annotated[str, Query(max_length=64)] = "",
    stage: Annotated[str, Query(max_length=20)] = "open",
) -> Asked:
    """A dependency: what the address asks for."""
    everywhere = visitor.may("office", "assessor")
    return Asked(request, visitor, everywhere, unit, stage if stage in _STAGES else "open")


Ledger = Annotated[Asked, Depends(asked)]


@router.get("")
async def page(it: Ledger) -> Response:
    """The ledger."""
    rows = await it.rows()
    late = sum(1 for row in rows if row["overdue"])
    headline = _headline(it.stage, len(rows), late)
    return DESK.show(
        it.request,
        "desk/ledger.html",
        visitor=it.visitor,
        form=filled(unit=it.unit, stage=it.stage),
        headline=headline,
        nothing=_NONE.get(it.stage, "没有这样的意见。"),
        rows=rows,
        everywhere=it.everywhere,
        units=await reading.lead_units(running(it.request).pool) if it.everywhere else [],
        stages=list(_STAGES.items()),
        asked=it,
        done=DONE.get(it.request.query_params.get("done", ""), ""),
    )


@router.get("/export")
async def export(it: Ledger) -> Response:
    """The same as a table for a spreadsheet: no names, no contacts and no citizen's words."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_HEAD)
    for row in await it.rows():
        writer.writerow([neutral(value) for value in _line(row)])
    headers = {"Content-Disposition": 'attachment; filename="opinions.csv"', **PRIVATE}
    # With its mark, so that spreadsheets read it as UTF-8.
    return Response("\ufeff" + stream.getvalue(), 200, headers, "text/csv; charset=utf-8")


def _shown(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        **row,
        "stage": opinion_wording.stage(row),
        "case": opinion_wording.case(row),
        "overdue": opinion_wording.overdue(row, row["due"], now),
        "day": opinion_wording.day_number(row["recorded_at"], now),
        "waits_for": opinion_wording.waits_for(
            row, row["unit_name"] or "", row["lead_name"], row["returned_name"] or "承办单位"
        ),
    }


def _is(row: Mapping[str, Any], stage: str) -> bool:
    match stage:
        case "all":
            return True
        case "open":
            return row["stage"] not in {"told", "merged"}
        case "overdue":
            return bool(row["overdue"])
        case _:
            return bool(row["stage"] == stage)


def _headline(stage: str, count: int, late: int) -> str:
    if not count:
        return _NONE.get(stage, "没有这样的意见。")
    passed = f"，其中{late}条过了目标日期" if late and stage != "overdue" else ""
    return f"{_STAGES[stage]}意见{count}条{passed}。"


def _line(row: Mapping[str, Any]) -> Sequence[str]:
    return (
        row["case"],
        row["title"] or row["activity"],
        row["lead_name"],
        wording.moment(row["recorded_at"]),
        wording.SOURCES.get(row["source"], ""),
        wording.CATEGORIES.get(row["category"], ""),
        "是" if row["independent"] else "",
        row["unit_name"] or "",
        opinion_wording.STAGES[row["stage"]],
        f"第{row['main_number']}号" if row["main_number"] else "",
        wording.DECISIONS.get(row["decision"], ""),
        row["reason"] or "",
        row["summary"] or "",
        wording.moment(row["fed_back_at"]) if row["fed_back_at"] else "",
        wording.MEANS.get(row["means"], ""),
        wording.day(row["due"]) if row["due"] else "",
    )
