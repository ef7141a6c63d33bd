"""How a draw stands at the desk, and the one thing that is to be done next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from services.registration.draws.reading import Story
from services.registration.pages.reading import is_open
from services.registration.pages.wording import moment


@dataclass(frozen=True, slots=True)
class Next:
    """What to say, and what to do: a form to post, or a page to open. Nothing: it is waited for."""

    says: str
    label: str = ""
    post: str = ""
    link: str = ""


_PROBLEMS: Final = {
    "infeasible": Next("按公布的比例抽不出名单", "放宽比例并封存", post="draw/quotas"),
    "no_draw_needed": Next("报名不多于名额，不用抽签", "全部入选", post="draw/everybody"),
    "nobody": Next("没有人报名，不用抽签"),
}
_UNANNOUNCED: Final = Next("还没有公布抽签办法", "公布抽签办法", link="draw/terms")
_TOO_LATE: Final = Next("报名前没有公布抽签办法，这个场次不能抽签")
_BY_HAND: Final = Next("名单没有自动封存", "封存名单", post="draw/seal")


def next_step(story: Story | None, row: Mapping[str, Any], now: datetime) -> Next:
    """What is to be done now."""
    if story is None:
        return _UNANNOUNCED if row["open"] is None else _TOO_LATE
    if row["decided_at"] is not None and story.draw.revealed is None:
        return Next("报名不多于名额，没有抽签", "确认名额", link="representatives")
    if story.draw.sealed is not None:
        return _sealed(story, now)
    if row["open"] is None:
        return _unopened(row)
    if is_open(row, now):
        return Next("报名中，截止后自动封存")
    return _unsealed(story, now)


def _sealed(story: Story, now: datetime) -> Next:
    draw = story.draw
    if draw.revealed is not None:
        return Next(f"已揭晓，抽中{len(draw.revealed.drawn)}人", "确认名额", link="representatives")
    if draw.seed is not None:
        return Next("随机数已录入，可以揭晓", "揭晓", post="draw/reveal")
    if draw.known(now):
        says = "随机数暂不可用" if draw.absent else "随机数已到公布时间"
        return Next(says, "录入随机数", link="draw/seed")
    return Next(f"名单已封存，等{moment(draw.source.known_at)}公布随机数")


def _unopened(row: Mapping[str, Any]) -> Next:
    if row["opening_closes_at"] is None:
        return Next("抽签办法已公布，报名还没有设置", "设置报名", link="sign-up/opening")
    return Next("抽签办法已公布，报名还没有开始")


def _unsealed(story: Story, now: datetime) -> Next:
    """Sign-up is over and the list stands open."""
    few = story.problem is not None and story.problem.reason in {"no_draw_needed", "nobody"}
    if story.draw.known(now) and not few:
        return Next("名单来不及封存，随机数已到公布时间", "另定随机数", link="draw/source")
    if story.problem is None:
        return Next("报名已截止，正在封存", "现在封存", post="draw/seal")
    return _PROBLEMS.get(story.problem.reason, _BY_HAND)
