"""The people of an activity as a file: masked, or in full. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from services._web.workbook import MEDIA_TYPE, Column, SheetOf, comma_separated, workbook
from services.registration.pages import wording
from services.registration.queries import Row

FORMATS: Final = {"xlsx": MEDIA_TYPE, "csv": "text/csv; charset=utf-8"}
_COLUMNS = (
    Column("姓名", 12),
    Column("电话", 16),
    Column("电子邮箱", 24),
    Column("编号", 10),
    Column("类别", 14),
    Column("渠道", 8),
    Column("状态", 16),
)
_NEEDS = Column("需要的便利", 28)


def people_file(
    title: str, people: Sequence[Row], form: Literal["xlsx", "csv"], *, full: bool, at: datetime
) -> bytes:
    """One line a person; access needs stand in the full list alone."""
    sheet = SheetOf(
        name="人员名单",
        above=(
            f"{title}人员名单",
            f"{wording.moment(at)}导出，"
            + ("含个人信息，用后删除。" if full else "姓名、电话和邮箱不显示全部内容。"),
        ),
        columns=(*_COLUMNS, _NEEDS) if full else _COLUMNS,
        rows=[_row(person, full=full) for person in people],
    )
    return comma_separated(sheet) if form == "csv" else workbook([sheet], title, at)


def _row(person: Row, *, full: bool) -> tuple[str, ...]:
    shown = (
        person["name"] or "（已删除）",
        person["phone"] or "",
        person["mail"] or "",
        person["short"],
        wording.CATEGORIES.get(person["category"] or "", "未记录"),
        wording.SIGN_UP_CHANNELS.get(person["channel"] or "", ""),
        wording.STATES[person["state"]][2],
    )
    return (*shown, person["access_needs"] or "") if full else shown
