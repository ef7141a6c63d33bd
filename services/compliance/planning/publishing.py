"""What publishing a notice now, or a day later, would come to: supposed, judged, never written.

The rules judge the notice as they will judge the published one; here nothing is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contracts.events.announcer import AnnouncementPublished
from contracts.values import (
    AnnouncedSession,
    Channel,
    Entry,
    NoticeElement,
    NoticeKind,
    VerdictStatus,
    beijing_date,
)
from services.compliance.judging.assess import assess_activity, judgements
from services.compliance.judging.case import Programme
from services.compliance.planning.ahead import House, Rules, Step, lawful, of_the_house
from services.compliance.planning.supposing import (
    NO_HASH,
    Supposition,
    history_at,
    suppose,
)
from services.compliance.planning.what_if import BEST_FIRST
from services.compliance.rules.deadlines import ONE_DAY, Deadline
from services.compliance.rules.verdict import Verdict

BY_NOTICES = (
    "announced_first",
    "announced_everywhere",
    "notice_elements",
    "selection_notice",
    "cancellation_notice",
)
"""The kinds of evidence that a notice is."""
REQUIRED = (Channel.DISTRICT_WEBSITE, Channel.NEW_MEDIA)
HORIZON = 40
"""Days ahead in which another lawful date is looked for."""
SUPPOSED = "推算"


@dataclass(frozen=True, slots=True)
class WouldBe:
    """A notice that nobody has published: what it is, what it says, where it would be out."""

    kinds: tuple[NoticeKind, ...]
    announces: tuple[AnnouncedSession, ...]
    elements: tuple[NoticeElement, ...] = ()
    channels: tuple[Channel, ...] = REQUIRED


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is known before publishing.

    ``now`` and ``tomorrow`` are the verdicts of then; ``limit`` the last moment of the notice;
    ``review`` when the review begins at the latest; ``instead`` the first date that a notice of
    tomorrow would still be in time for, where it would be too late for the present one.
    """

    now: Sequence[Verdict]
    tomorrow: Sequence[Verdict]
    limit: Deadline | None
    review: Step | None
    instead: date | None

    @property
    def worse(self) -> list[Verdict]:
        """The verdicts of tomorrow that are worse than today's."""
        before = {each.code: each.status for each in self.now}
        return [
            each
            for each in self.tomorrow
            if BEST_FIRST.index(each.status) > BEST_FIRST.index(before[each.code])
        ]


def prospect(
    rules: Rules, programme: Programme, activity: str, notice: WouldBe, house: House
) -> Prospect:
    """What publishing now, and the same a day later, would come to."""
    later = replace(rules, now=rules.now + timedelta(days=1))
    judged = [
        (requirement, judgement, judgement.deadline)
        for requirement, each in judgements(
            rules.pack, rules.calendar, programme, activity, rules.now
        )
        for judgement in each
        if judgement.deadline is not None and judgement.status is not VerdictStatus.NOT_APPLICABLE
    ]
    limits = [limit for asked, _, limit in judged if asked.evidence in BY_NOTICES[:1]]
    review = next((it for it in of_the_house(rules, house, judged) if it.anchor), None)
    made = Prospect(
        now=_verdicts(rules, programme, activity, notice),
        tomorrow=_verdicts(later, programme, activity, notice),
        limit=min(limits, key=lambda limit: limit.due_at, default=None),
        review=review,
        instead=None,
    )
    if any(each.strength == "M" for each in made.worse):
        return replace(made, instead=_instead(later, programme, activity))
    return made


def _verdicts(rules: Rules, programme: Programme, activity: str, notice: WouldBe) -> list[Verdict]:
    imagined = suppose(programme, _published(programme, activity, notice), rules.now)
    evidence = {each.code: each.evidence for each in rules.pack.requirements}
    return [
        verdict
        for verdict in assess_activity(rules.pack, rules.calendar, imagined, activity, rules.now)
        if evidence[verdict.code] in BY_NOTICES
        and verdict.status is not VerdictStatus.NOT_APPLICABLE
    ]


def _published(programme: Programme, activity: str, notice: WouldBe) -> list[AnnouncementPublished]:
    """One fact a channel; a text that names no date is no notice yet."""
    if not notice.announces:
        return []
    return [
        AnnouncementPublished(
            programme=programme.id,
            activity=activity,
            notice=f"supposed-{channel}",
            kinds=notice.kinds,
            channel=channel,
            account=SUPPOSED if channel is Channel.NEW_MEDIA else None,
            title=SUPPOSED,
            announces=notice.announces,
            elements=dict.fromkeys(notice.elements, SUPPOSED),
            address=SUPPOSED,
            text_sha256=NO_HASH,
            entry=Entry.BUILT_IN,
            entered_by="supposed",
        )
        for channel in notice.channels
    ]


def _instead(rules: Rules, programme: Programme, activity: str) -> date | None:
    """The first date after the present one for which a notice of then is in time."""
    history = history_at(programme, activity, rules.now)
    if history.cancelled_by is not None or not history.sessions:
        return None
    first = history.sessions[0]
    begin = max(first.starts_on, beijing_date(rules.now)) + ONE_DAY
    days = (begin + n * ONE_DAY for n in range(HORIZON))
    wish = Supposition(session=first.id)
    return next(
        (day for day in days if lawful(rules, programme, activity, replace(wish, starts_on=day))),
        None,
    )
