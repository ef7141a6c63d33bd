"""Public sources of a seed that a handler chooses by name, and how each writes its numbers."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from contracts.values import BEIJING, SeedSource
from services._web.forms import Invalid
from services.registration.drawing.terms import BALLS, HEXADECIMAL, NUMBERS
from services.registration.pages import wording


@dataclass(frozen=True, slots=True)
class Known:
    """A source that is known beforehand; ``issue`` is how it numbers its draws."""

    label: str
    name: str
    address: str
    issue: str
    issue_told: str
    form: str
    pattern: str


# drand's main chain, as its documentation gives it.
_FIRST_ROUND, _EVERY = datetime(2020, 7, 22, 15, 17, 30, tzinfo=UTC), timedelta(seconds=30)
_ROUNDED = timedelta(minutes=10)  # how much later than its round a moment may be said
_BALLS_DRAWN_ON, _BALLS_DRAWN_AT = {1, 3, 6}, time(21, 15)  # Tuesday, Thursday, Sunday; Beijing
KNOWN = {
    "ssq": Known(
        "双色球",
        "双色球第{issue}期开奖号码",
        "https://www.cwl.gov.cn/ygkj/wqkjgg/ssq/",
        r"20\d{5}",
        "期号是7位数字，例如2023117。",
        "六个红球从小到大，再写蓝球，每个两位数字，用空格隔开",
        BALLS,
    ),
    "drand": Known(
        "公开信标drand",
        "公开信标drand第{issue}轮",
        "https://api.drand.sh/public/{issue}",
        r"\d{1,12}",
        "轮次是数字，例如3388166。",
        "randomness一项，64位小写十六进制",
        HEXADECIMAL,
    ),
    "other": Known(
        "其他公开结果",
        "{issue}",
        "",
        r".{4,100}",
        "写明名称和期次，例如体彩大乐透第23117期开奖号码。",
        "按公布的顺序写数字，用一个空格隔开",
        NUMBERS,
    ),
}


def source_of(kind: str, issue: str, known_at: datetime, address: str | None) -> SeedSource:
    """The source that was chosen; raises ``Invalid``."""
    known = KNOWN[kind]
    if kind == "drand":
        _refuse_other_time(int(issue), known_at)
    if kind == "ssq":
        _refuse_no_drawing(known_at)
    where = address or known.address.format(issue=issue)
    if not where:
        raise Invalid({"address": "请填写公布结果的网址，大家都能打开。"})
    return SeedSource(
        name=known.name.format(issue=issue),
        address=where,
        known_at=known_at,
        form=known.form,
        pattern=known.pattern,
    )


def _refuse_other_time(issue: int, known_at: datetime) -> None:
    """A round that is out before it is said to be could be looked at before the list is sealed."""
    out = _FIRST_ROUND + (issue - 1) * _EVERY
    if not out <= known_at <= out + _ROUNDED:
        raise Invalid({"known_at": f"第{issue}轮在{wording.moment(out)}公布，请照此填写。"})


def _refuse_no_drawing(known_at: datetime) -> None:
    """The same for balls: seen on television, they are known before the page shows them."""
    local = known_at.astimezone(BEIJING)
    if local.weekday() not in _BALLS_DRAWN_ON or local.time() != _BALLS_DRAWN_AT:
        raise Invalid({"known_at": "双色球每周二、四、日21:15开奖，请照此填写。"})


def told(source: SeedSource) -> dict[str, str]:
    """The same as the form shows it again."""
    for kind, known in KNOWN.items():
        before, _, after = known.name.partition("{issue}")
        name = source.name
        if kind == "other" or (name.startswith(before) and name.endswith(after)):
            issue = name.removeprefix(before).removesuffix(after)
            return {"kind": kind, "issue": issue, "address": source.address}
    raise AssertionError("other takes every name")
