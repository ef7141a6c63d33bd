"""Evidence of planning: the implementation plan, the form, filings, and the window."""

from datetime import datetime

from contracts.events.announcer import (
    EventScheduled,
    FilingDecided,
    FormChanged,
    ImplementationPlanRecorded,
)
from contracts.values import BEIJING, ChangeKind, Form, VerdictStatus
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import SessionHistory
from services.compliance.rules.context import Context, Filing
from services.compliance.rules.deadlines import Deadline, end_of, midnight
from services.compliance.rules.evidence.found import NOTHING, Evidence
from services.compliance.rules.verdict import Flag

UNKNOWN = "活动日期已过，没有举办、取消或改期的记录"


def implementation_plan(context: Context, _limit: Deadline | None) -> Evidence:
    """An implementation plan is on record; it counts when it was recorded."""
    plans = [fact for fact, _ in context.history.of(ImplementationPlanRecorded)]
    return _first_recorded(plans) if plans else NOTHING


def emergency_measures(context: Context, _limit: Deadline | None) -> Evidence:
    """The plan has emergency measures; online: what happens when the stream fails."""
    plans = list(context.history.of(ImplementationPlanRecorded))
    online = context.form is Form.ONLINE
    prepared = [
        fact
        for fact, plan in plans
        if (plan.stream_failure_fallback if online else plan.emergency_measures)
    ]
    if prepared:
        return _first_recorded(prepared)
    seen = tuple(fact for fact, _ in plans)
    return Evidence(facts=seen, remark="实施方案中没有应急措施" if seen else "")


def _first_recorded(facts: list[Fact]) -> Evidence:
    first = min(facts, key=lambda fact: (fact.recorded_at, fact.order))
    return Evidence(done_at=first.recorded_at, facts=(first,))


def form_declared(context: Context, _limit: Deadline | None) -> Evidence:
    """A form is declared, online and hybrid with the government new-media account.

    It counts from when it is complete without a break: another form may lack its account.
    """
    account = False
    form: Form | None = None
    complete: Fact | None = None
    for fact, event in context.history.of(EventScheduled, FormChanged):
        form = event.form or form
        account = account or event.new_media_account is not None
        if form is None or (form is not Form.OFFLINE and not account):
            complete = None
        elif complete is None:
            complete = fact
    if complete is None:
        return Evidence(remark="没有写明直播所用的政务新媒体账号" if form else "")
    return Evidence(done_at=complete.occurred_at, facts=(complete,))


def filing_received(context: Context, _limit: Deadline | None) -> Evidence:
    """A filing with the change's kind and new value reached the office; it may precede it."""
    change = context.change
    if change is None:
        return NOTHING
    filing = _assigned(context).get(change.fact.id)
    if filing is None:
        return Evidence(facts=(change.fact,))
    to_itself = context.history.lead_unit == context.programme.office_unit
    return Evidence(
        done_at=filing.received_at,
        facts=(change.fact, *filing.facts),
        flags=frozenset({Flag.SELF_FILED}) if to_itself else frozenset(),
    )


def change_approved(context: Context, _limit: Deadline | None) -> Evidence:
    """The office approved the change (报批); having been told of it is not enough."""
    change = context.change
    if change is None:
        return NOTHING
    filing = _assigned(context).get(change.fact.id)
    if filing is None:
        return Evidence(facts=(change.fact,))
    decision = _decision(context, filing)
    if decision is None:
        return Evidence(facts=(change.fact, *filing.facts), remark="已报送，尚未批复")
    fact, approved = decision
    facts = (change.fact, *filing.facts, fact)
    if not approved:
        return Evidence(facts=facts, remark="报批未获同意")
    own = context.history.lead_unit == context.programme.office_unit
    flags = frozenset({Flag.SELF_FILED}) if own else frozenset()
    return Evidence(done_at=fact.occurred_at, facts=facts, flags=flags)


def _decision(context: Context, filing: Filing) -> tuple[Fact, bool] | None:
    """What the office decided of a filing."""
    for fact, event in context.history.of(FilingDecided):
        if event.filing == filing.event.filing:
            return fact, event.approved
    return None


def _assigned(context: Context) -> dict[str, Filing]:
    """Each change's filing: every filing covers one change, the earliest first."""
    free = list(context.filings)
    assigned: dict[str, Filing] = {}
    for change in context.changes():
        kinds = {change.kind}
        if change.kind is ChangeKind.RESCHEDULE:
            kinds.add(ChangeKind.OUTSIDE_WINDOW)
        for filing in free:
            event = filing.event
            if (
                event.kind in kinds
                and event.new_value in change.values
                and event.session in (None, change.session)
            ):
                assigned[change.fact.id] = filing
                free.remove(filing)
                break
    return assigned


def held(context: Context, _limit: Deadline | None) -> Evidence:
    """Held, whenever; a cancelled one, or one of which nothing is known, a person must look at."""
    history = context.history
    if history.cancelled_by is not None:
        return Evidence(
            facts=(history.cancelled_by,), review="活动已取消，是否按计划举办须人工核定"
        )
    sessions = history.sessions
    if not sessions:
        return NOTHING
    facts = tuple(fact for session in sessions for fact in session.held_by)
    if all(session.held is not None for session in sessions):
        done_at = max(fact.occurred_at for fact in facts)
        return Evidence(done_at=done_at, facts=facts, settled=VerdictStatus.MET)
    if context.presumed_held:
        return Evidence(facts=facts, review=UNKNOWN)
    return Evidence(facts=facts)


def held_in_window(context: Context, limit: Deadline | None) -> Evidence:
    """Held inside the season; outside it, a filing in good time excuses."""
    sessions = context.history.sessions
    outside = [session for session in sessions if _outside(context, session)]
    evidence = _excused(context, outside) if outside else _held_inside(sessions)
    closed = limit is not None and limit.passed(context.now)
    unfiled = bool(outside) and evidence.settled is None
    if closed and context.presumed_held and not unfiled:
        return Evidence(facts=evidence.facts, review=UNKNOWN)
    return evidence


def _held_inside(sessions: tuple[SessionHistory, ...]) -> Evidence:
    facts = tuple(fact for session in sessions for fact in session.held_by)
    if not sessions or any(session.held is None for session in sessions):
        return Evidence(facts=facts)
    done_at = max(fact.occurred_at for fact in facts)
    return Evidence(done_at=done_at, facts=facts, settled=VerdictStatus.MET)


def _outside(context: Context, session: SessionHistory) -> bool:
    return context.outside_window(session.began_on, session.ended_on)


def _excused(context: Context, outside: list[SessionHistory]) -> Evidence:
    close = end_of(context.pack.season_end)
    filings = []
    for session in outside:
        covering = [filing for filing in context.filings if _covers(filing, session)]
        if not covering:
            return Evidence(remark=f"活动日期在窗口之外，没有{_paper(context)}")
        filings.append((covering[0], _in_good_time(context, covering[0], session, close)))
    facts = tuple(fact for filing, _ in filings for fact in filing.facts)
    if all(good for _, good in filings):
        excuse = "已事先获得批准" if context.pack.needs_approval else "已事先报备"
        return Evidence(facts=facts, settled=VerdictStatus.EXEMPT, excuse=excuse)
    approval = context.pack.needs_approval
    late = "没有在活动日和窗口结束之前获得批准" if approval else "报备晚于活动日或窗口结束"
    return Evidence(facts=facts, review=f"活动日期在窗口之外，{late}")


def _paper(context: Context) -> str:
    return "报批" if context.pack.needs_approval else "报备"


def _covers(filing: Filing, session: SessionHistory) -> bool:
    event = filing.event
    dates = (session.starts_on.isoformat(), session.began_on.isoformat())
    return (
        event.kind in (ChangeKind.OUTSIDE_WINDOW, ChangeKind.RESCHEDULE)
        and event.new_value[:10] in dates
        and event.session in (None, session.id)
    )


def _in_good_time(
    context: Context, filing: Filing, session: SessionHistory, close: datetime
) -> bool:
    received = filing.received_at
    if context.pack.needs_approval:
        decision = _decision(context, filing)
        if decision is None or not decision[1]:
            return False
        received = decision[0].occurred_at
    received = received.astimezone(BEIJING)
    return received < midnight(session.began_on) and received < close
