"""The memory of the wall: any order of arrival, any steps, one answer."""

import asyncio

from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.events import livestream, registration
from contracts.values import Form, PersonCategory
from services.compliance.board import Board
from services.compliance.judging.assess import assess
from services.compliance.judging.facts import Fact
from services.compliance.judging.projection import Projection
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from tests.compliance.story import PROGRAMME, Story, at
from tests.delivering import delivery

PACK, CALENDAR = load_pack(PROGRAMME), load_calendar()


def stories() -> list[Fact]:
    first = Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")
    first.noticed("2023-09-04 10:00", "2023-09-14").moved("2023-09-21", "2023-09-13 08:00")
    first.filed("2023-09-13 11:00", "reschedule", "2023-09-21").held("2023-09-21")
    first.seated("2023-09-10", (PersonCategory.PARENT, PersonCategory.MEDIA))
    second = Story("talk-03", sequences=first.sequences)
    second.planned(unit="renbaoju").scheduled("2023-11-01", Form.ONLINE, said="2023-09-01 10:00")
    second.noticed("2023-10-27 09:00", "2023-11-01").held("2023-11-01")
    second.materials("2023-11-03 10:00", "open_day").reviewed("2023-11-20", "CONTENT", "met")
    third = Story("open-12", sequences=first.sequences).planned()
    third.scheduled("2023-09-21", said="2023-08-10 10:00", selection_methods=("open_selection",))
    third.sign_up("2023-09-02", "2023-09-06", "one", "other", "third")
    third.selected("2023-09-07", "one", "other", "late")
    third.about("2023-09-05", registration.SignedUp, "2023-09-09", person="late", category="parent")
    third.about("2023-09-06", registration.SignUpWithdrawn, "2023-09-11", person="other")
    third.about("2023-09-12", livestream.QuestionAsked, session="s1", question="q1")
    return [*first.facts, *second.facts, *third.facts]


FACTS = stories()


@given(st.permutations(FACTS), st.integers(1, 7))
@settings(max_examples=20, deadline=None)
def test_facts_may_come_in_any_order_and_in_any_batches(order: list[Fact], size: int) -> None:
    projection = Projection()
    for start in range(0, len(order), size):
        projection.add(order[start : start + size])
    projection.add(order[:3])  # and some of them twice
    as_of = at("2023-11-21")
    straight = Projection()
    straight.add(FACTS)
    assert projection.assess(PROGRAMME, as_of) == straight.assess(PROGRAMME, as_of)
    assert projection.positions == straight.positions


@given(st.lists(st.integers(0, 125), min_size=1, max_size=8))
@example([40])  # somebody was selected who is on the list since then only
@settings(max_examples=10, deadline=None)
def test_what_is_renewed_step_by_step_is_what_is_judged_whole(days: list[int]) -> None:
    board, waiting = Board(), sorted(FACTS, key=lambda fact: fact.recorded_at)
    for day in sorted(days):
        now = at("2023-08-01 10:00") + day * (at("2023-08-02") - at("2023-08-01"))
        while waiting and waiting[0].recorded_at <= now:
            board.projection.add([waiting.pop(0)])
            asyncio.run(board.current(PROGRAMME, now))
        found = asyncio.run(board.current(PROGRAMME, now))
        known = board.projection.programmes.get(PROGRAMME)
        if found is None or known is None:
            continue
        whole = assess(PACK, CALENDAR, known, now)
        assert [(v.row, v.code, v.status, v.due, v.days_left) for v in found.verdicts] == [
            (v.row, v.code, v.status, v.due, v.days_left) for v in whole
        ]
        past = asyncio.run(board.at(PROGRAMME, now))
        assert past is not None
        assert list(past.verdicts) == whole


async def test_what_is_read_anew_while_it_is_judged_leaves_nothing_behind() -> None:
    board, now = Board(), at("2023-11-21")
    board.projection.add(FACTS)
    judging = asyncio.ensure_future(board.current(PROGRAMME, now))
    await asyncio.sleep(0)
    board.projection = Projection()  # as after a restore that lost what came last
    board.projection.add(fact for fact in FACTS if fact.envelope.activity != "talk-03")
    await judging
    found = await board.current(PROGRAMME, now)
    assert found is not None
    assert list(found.verdicts) == board.projection.assess(PROGRAMME, now)


async def test_what_was_committed_just_now_is_taken_where_it_follows_what_is_known() -> None:
    said = [fact for fact in FACTS if fact.envelope.service == "announcer"]
    log = [delivery(it.envelope) for it in sorted(said, key=lambda it: it.order[3])]
    board = Board()
    for batch, position in ((log[:3], 3), (log[4:], 3), ([], 3), (log[3:], len(log))):
        await board.take(batch)
        assert board.projection.positions["announcer"] == position
