"""What is held of a person, as text to read and as JSON to take along. Pure."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from services.registration.pages import wording

MESSAGES: Final = {
    "signed_up": "报名成功", "moved": "改期通知", "cancelled": "取消通知", "online": "改线上通知",
    "invited": "活动邀请", "chosen": "入选通知", "reserve": "候补通知", "released": "名额取消通知",
    "replied": "意见已有答复", "fed_back": "意见办结反馈",
}  # fmt: skip
CHANNELS: Final = {"mail": "邮件", "sms": "短信", "call": "电话"}
SENT: Final = {
    "sent": "已发出",
    "called": "已打电话",
    "dropped": "不用再告知",
    "failed": "没有送达",
}
REQUESTS: Final = {"access": "查阅", "correction": "更正", "erasure": "删除"}
FIELDS: Final = {"name": "姓名", "phone": "电话", "mail": "电子邮箱", "access_needs": "需要的便利"}
_STEPS: Final = {
    "signed_up_at": "报名", "withdrawn_at": "退出", "invited_at": "受到邀请", "selected_at": "入选",
    "seated_at": "确认名额", "released_at": "名额空出", "checked_in_at": "签到",
}  # fmt: skip


def sections(found: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Titles with lines of two parts, for the page and the text alike."""
    return [
        ("内容", [(it["label"], it["value"]) for it in found["values"]]),
        ("同意", [*_consents(found)]),
        ("办理经过", [*_steps(found)]),
        ("意见", [*_opinions(found)]),
        ("发给您的通知", [*_messages(found)]),
        ("谁查看过", [*_looks(found)]),
        ("查阅、更正、删除的申请", [*_requests(found)]),
    ]


def text(found: Mapping[str, Any], now: datetime) -> str:
    """The whole as plain text."""
    title = found["title"] or found["activity"]
    lines = [f"关于您的全部信息：{title}", f"{wording.moment(now)}", ""]
    if found["kept_until"]:
        lines += [f"最晚保存到：{wording.last_day(found['kept_until'])}", ""]
    for name, rows in sections(found):
        lines += [f"【{name}】", *(f"{head}：{says}" for head, says in rows), ""]
        if not rows:
            lines[-1:] = ["没有", ""]
    return "\r\n".join(lines)


def machine_readable(found: Mapping[str, Any]) -> str:
    """The whole as JSON."""
    return json.dumps(found, ensure_ascii=False, indent=2, default=str)


def _consents(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for it in found["consents"]:
        who = "监护人" if it["given_by"] == "guardian" else "本人"
        needs = "，另同意使用需要的便利" if it["access_needs"] else ""
        way = wording.SIGN_UP_CHANNELS.get(it["channel"], "")
        yield wording.moment(it["at"]), f"{who}看过说明后同意{needs}（{way}）"


def _steps(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for place in found["steps"]:
        if category := place.get("category"):
            yield "类别", wording.CATEGORIES.get(category, category)
        for name, word in _STEPS.items():
            if name in place:
                yield word, wording.moment(place[name])


def _opinions(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for it in found["opinions"]:
        told = [f"{wording.SOURCES.get(it['source'], '')}意见"]
        if it["decision"]:
            told.append(f"{wording.DECISIONS[it['decision']]}，{it['reason']}")
        if it["fed_back_at"]:
            told.append(f"{wording.moment(it['fed_back_at'])}反馈")
        yield wording.moment(it["recorded_at"]), "；".join(told)


def _messages(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for it in found["messages"]:
        way = CHANNELS.get(it["channel"] or "", "")
        state = SENT.get(it["state"], "等待告知")
        yield (
            wording.moment(it["sent_at"] or it["created_at"]),
            "，".join(part for part in (MESSAGES.get(it["kind"], it["kind"]), way, state) if part),
        )


def _looks(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for it in found["looks"]:
        who = "".join((it["unit"] or "", "、".join(it["roles"]))) or "工作人员"
        yield wording.moment(it["at"]), f"{who}，用途：{it['purpose']}"


def _requests(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for it in found["requests"]:
        who = f"{it['unit'] or '工作人员'}代办" if it["by_staff"] else "本人凭查询码"
        fields = "、".join(FIELDS.get(name, name) for name in it["fields"])
        yield wording.moment(it["at"]), f"{REQUESTS[it['kind']]}{fields}，{who}"
