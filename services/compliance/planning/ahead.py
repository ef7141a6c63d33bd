"""Plan ahead: every last moment for a date and form, and the earliest lawful date if told today.

A plan supposes the activity and asks the rules, requirement by requirement; so it counts as the
verdicts will. What no rule says is a figure of the house, and is called so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from contracts.events.announcer import EventPlanned
from contracts.values import ActivityKind, VerdictStatus, beijing_date
from services.compliance.judging.assess import judgements
from services.compliance.judging.case import Programme
from services.compliance.judging.judgement import Judgement
from services.compliance.planning.supposing import Supposition, suppose, supposed
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.deadlines import ONE_DAY, Deadline, working_days_before
from services.compliance.rules.pack import Pack, Requirement

NEW = "new-activity"
Judged = list[tuple[Requirement, Judgement, Deadline]]
"""Each session's and change's limit by each requirement that applies."""

HORIZON = timedelta(days=500)
"""How far ahead a lawful date is looked for: longer than any count of days can reach."""
BY_HOUSE = ("feedback_target",)
"""The limits of rules for which the policy gives no number of days."""


@dataclass(frozen=True, slots=True)
class House:
    """Figures of the house, in working days: the policy gives none.

    How long the review takes before the notice; how long before the activity sign-up closes, and
    the draw is held.
    """

    review_days: int = 5
    closing_days: int = 3
    drawing_days: int = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done; ``requirement`` is None for a step of the house."""

    action: str
    requirement: Requirement | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What must be done by one last moment; ``house``: not by a rule's number of days.

    ``anchor`` names the day counted from, where it is not the activity's.
    """

    deadline: Deadline
    tasks: tuple[Task, ...]
    house: bool = False
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """By which a plan is made, and when."""

    pack: Pack
    calendar: Calendar
    now: datetime


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """What kind of activity is planned."""

    kind: ActivityKind = ActivityKind.OPEN_DAY
    routine: bool = False


def planned_anew(programme: Programme, plan: ActivityPlan, now: datetime) -> Programme:
    """The programme with nothing but an activity that nobody has scheduled."""
    planned = EventPlanned(
        programme=programme.id,
        activity=NEW,
        number=0,
        kind=plan.kind,
        topic="拟办活动",
        title="拟办活动",
        printed_label="拟办",
        lead_unit=NEW,
        routine=plan.routine,
    )
    return suppose(Programme(programme.id, programme.facts), [planned], now)


def steps(
    rules: Rules, programme: Programme, activity: str, wish: Supposition, house: House
) -> list[Step]:
    """Every last moment, the earliest first. Raises ``BadField`` for what cannot be supposed."""
    judged = _judged(rules, programme, activity, wish)
    grouped: dict[tuple[datetime, bool, int], Judged] = {}
    for requirement, judgement, limit in judged:
        key = (limit.due_at, requirement.deadline in BY_HOUSE, limit.count)
        grouped.setdefault(key, []).append((requirement, judgement, limit))
    made = [
        Step(
            found[0][2],
            tuple(Task(requirement.action, requirement, each) for requirement, each, _ in found),
            house=by_house,
        )
        for (_, by_house, _), found in grouped.items()
    ]
    made += of_the_house(rules, house, judged)
    return sorted(made, key=lambda step: (step.deadline.due_at, not step.house))


def lawful(rules: Rules, programme: Programme, activity: str, wish: Supposition) -> bool:
    """Whether all that must come so many days before the date is done, or still can be.

    A date that is over is not lawful. Where the rules ask for the season, the date lies inside it:
    outside needs a filing first.
    """
    judged = _judged(rules, programme, activity, wish)
    if wish.starts_on is None or wish.starts_on < beijing_date(rules.now):
        return False
    if _bound_to_the_season(judged) and not _inside(rules.pack, wish):
        return False
    return not any(
        limit.passed(rules.now) and told.status is not VerdictStatus.MET and told.strength == "M"
        for _, told, limit in judged
        if limit.count < 0
    )


def earliest(
    rules: Rules, programme: Programme, plan: ActivityPlan, wish: Supposition
) -> date | None:
    """The first lawful date for a form if the public is told today; None: none this season."""
    anew = planned_anew(programme, plan, rules.now)
    today = beijing_date(rules.now)
    first, last = today, today + HORIZON
    if _bound_to_the_season(_judged(rules, anew, NEW, replace(wish, starts_on=today))):
        first, last = max(first, rules.pack.season_start), min(last, rules.pack.season_end)
    days = (first + n * ONE_DAY for n in range((last - first).days + 1))
    return next(
        (day for day in days if lawful(rules, anew, NEW, replace(wish, starts_on=day))), None
    )


def _bound_to_the_season(judged: Judged) -> bool:
    return any(asked.deadline == "season_window" for asked, _, _ in judged)


def _inside(pack: Pack, wish: Supposition) -> bool:
    first = wish.starts_on
    last = wish.ends_on or first
    return (
        first is not None
        and last is not None
        and pack.season_start <= first <= last <= pack.season_end
    )


def _judged(rules: Rules, programme: Programme, activity: str, wish: Supposition) -> Judged:
    events = supposed(programme, activity, wish, rules.now)
    imagined = suppose(programme, events, rules.now)
    return [
        (requirement, judgement, judgement.deadline)
        for requirement, judged in judgements(
            rules.pack, rules.calendar, imagined, activity, rules.now
        )
        for judgement in judged
        if judgement.deadline is not None and judgement.status is not VerdictStatus.NOT_APPLICABLE
    ]


def of_the_house(rules: Rules, house: House, judged: Judged) -> Iterator[Step]:
    """The steps for which the policy gives no day: review, closing sign-up, the draw."""

    def before(anchor: date, days: int) -> Deadline:
        return working_days_before(rules.calendar, anchor, days, clear=False)

    notices = [limit for asked, _, limit in judged if asked.deadline == "notice_limit"]
    if notices:
        first = min(notices, key=lambda limit: limit.due_at)
        review = before(first.due, house.review_days)
        yield Step(review, (Task("开始内部审核"),), house=True, anchor="公告限期")
    days = {
        limit.anchor for asked, _, limit in judged if asked.evidence == "selected_from_sign_ups"
    }
    for day in sorted(day for day in days if day is not None):
        yield Step(before(day, house.closing_days), (Task("截止报名"),), house=True)
        drawn = Task("从报名人员中抽签或者研究确定代表")
        yield Step(before(day, house.drawing_days), (drawn,), house=True)
