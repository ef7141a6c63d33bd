"""What a person reads or hears: short, official, never with a name. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.values import BEIJING
from services._telling.channels import Text
from services.registration.telling.kinds import Kind

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Time:
    """When a session is: a Beijing date, and the moment where it is known."""

    starts_on: date
    start_at: datetime | None = None

    def __str__(self) -> str:
        """As in 10月16日（周一）9:30."""
        day = self.starts_on
        written = f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
        if self.start_at is None:
            return written
        clock = self.start_at.astimezone(BEIJING)
        return f"{written}{clock.hour}:{clock.minute:02}"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known when the message is composed; ``page`` is where the ``code`` is asked for."""

    title: str | None = None
    times: Sequence[Time] = ()
    place: str | None = None
    page: str | None = None
    code: str | None = None

    @property
    def name(self) -> str:
        """The activity's title in quotation marks."""
        return f"“{self.title}”" if self.title else "政民互动活动"

    @property
    def when(self) -> str:
        """The times, or nothing."""
        return "、".join(dict.fromkeys(map(str, self.times)))

    @property
    def when_and_where(self) -> str:
        """A sentence of time and place, as far as they are known."""
        told = [f"时间：{self.when}"] if self.times else []
        told += [f"地点：{self.place}"] if self.place else []
        return "；".join(told) + "。" if told else ""


def compose(kind: Kind, of: Occasion) -> Text:
    """The text of one message."""
    subject, said, then = _PARTS[kind]
    original = f"（原定{of.when}）" if of.times else ""
    now = f"改期至{of.when}" if of.times else "改期，新的时间另行通知"
    place = f"，地点：{of.place}" if of.place else ""
    body = said.format(name=of.name, all=of.when_and_where, original=original, now=now, place=place)
    return Text(f"{subject}：{of.title}" if of.title else subject, body + _closing(then, of))


def _closing(then: tuple[str, str], of: Occasion) -> str:
    """The code stands beside the address, not in it: addresses are logged on their way."""
    with_code, without = then
    return f"{with_code}：{of.page}，查询码{of.code}。" if with_code and of.code else without


_NOTHING = ("", "")
_MAY_WITHDRAW = ("不能参加的，可以取消报名", "不能参加的，可以联系主办单位取消报名。")
_SEE = ("查看", "可以向主办单位查询。")

# Subject, text, and how it closes with a code and without.
_PARTS: dict[Kind, tuple[str, str, tuple[str, str]]] = {
    Kind.SIGNED_UP: (
        "报名成功",
        "您已报名参加{name}。{all}是否入选另行通知。",
        ("查询或取消报名", ""),
    ),
    Kind.MOVED: (
        "活动改期",
        "{name}{now}{place}。原报名、邀请和名额保留。",
        _MAY_WITHDRAW,
    ),
    Kind.CANCELLED: ("活动取消", "{name}{original}已取消，不再举行。", _NOTHING),
    Kind.ONLINE: (
        "活动改为线上",
        "{name}改为线上举行，不安排现场参加，不用到场。",
        _NOTHING,
    ),
    Kind.INVITED: (
        "活动邀请",
        "邀请您参加{name}。{all}",
        ("请答复是否参加", "请向主办单位答复是否参加。"),
    ),
    Kind.CHOSEN: ("已入选", "您已入选{name}的代表。{all}", _MAY_WITHDRAW),
    Kind.RESERVE: (
        "列为候补",
        "您已列为{name}的候补。有名额空出时另行通知。",
        ("查询或取消报名", ""),
    ),
    Kind.RELEASED: ("名额取消", "您在{name}的名额已取消。", ("查询", "有疑问可以联系主办单位。")),
    Kind.REPLIED: ("意见已有答复", "您对{name}提出的意见建议已有答复。", _SEE),
    Kind.CORRECTED: ("答复已更正", "对您就{name}提出的意见建议，答复已更正。", _SEE),
    Kind.FED_BACK: ("意见已有办理结果", "您对{name}提出的意见建议已有办理结果。", _SEE),
}
