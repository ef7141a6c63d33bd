"""Boxes as a handler fills them, for the composer's tests to read or to spoil."""

from datetime import date, datetime
from typing import Any

from contracts.values import ActivityKind, Form
from services.announcer.composing.boxes import KINDS, About, Announced, Boxes, SessionBoxes
from services.announcer.composing.meaning import Meaning, meaning
from services.announcer.composing.questions import Weight

NOW = datetime.fromisoformat("2023-10-16T09:42:00+08:00")
TODAY = date(2023, 10, 16)
SESSION = SessionBoxes(
    session="s1",
    when="2023年10月23日（星期一）9:00",
    until="11:00结束（2小时）",
    place="长子营镇幸福晚年驿站，长恒路18号",
)
TYPED: dict[str, Any] = {
    "sessions": (SESSION,),
    "agenda": "9:00签到；9:10参观驿站；10:00体验助餐、助浴；10:30座谈，听取意见",
    "netizens": "在政务新媒体留言提问",
    "host": "长子营镇人民政府",
    "seats": "公开遴选30人；10月19日（周四）18:00截止",
    "contact": "镇党政综合办公室，010-0000-0000",
}


def about(kind: str = "activity_selection", **more: Any) -> About:
    known: dict[str, Any] = {
        "kinds": KINDS[kind],
        "activity_kind": ActivityKind.OPEN_DAY,
        "unit_name": "长子营镇",
        "subject": "养老驿站",
        "form": Form.OFFLINE,
        "open_selection": True,
        "scheduled": {"s1": date(2023, 10, 23)},
    }
    return About(**known | more)


def boxes(**more: Any) -> Boxes:
    of_session: dict[str, Any] = {
        name: more.pop(name) for name in ("when", "until", "place") if name in more
    }
    session = SESSION.model_copy(update=of_session)
    return Boxes(**TYPED | {"sessions": (session,)} | more)


def read(kind: str = "activity_selection", *, told: Any = None, **typed: Any) -> Meaning:
    return meaning(about(kind, **told or {}), boxes(**typed), NOW)


def asked(meant: Meaning) -> list[tuple[str, str]]:
    """What holds up publishing: box and code."""
    return [(it.box, it.code) for it in meant.open_questions]


def told(meant: Meaning, weight: Weight) -> list[str]:
    return [it.message for it in meant.remarks if it.weight is weight]


ANNOUNCED = Announced.model_validate(
    {
        "title": "长子营镇关于举办“养老驿站”政务开放日活动暨公开遴选代表的公告",
        "dates": {"s1": date(2023, 10, 20)},
        "elements": {
            "start_at": "2023年10月20日（星期五）9:00—11:00",
            "duration": "2小时",
            "end_at": "2023年10月20日（星期五）11:00",
            "place": "长子营镇幸福晚年驿站，长恒路18号",
            "agenda": "9:00签到；9:10参观驿站；10:00体验助餐、助浴；10:30座谈，听取意见",
            "host": "长子营镇人民政府",
        },
    }
)
