import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from contracts.registry import BY_SERVICE
from contracts.values import BEIJING
from deploy.local.season import SEASON_END, SEASON_START
from deploy.local.season.acts import NotAnActError, load_acts, read_acts
from deploy.local.season.calls import calls
from services._web.edge import MAX_BODY_BYTES
from services._web.tokens import ROLES
from services.announcer.programmes import read_plan

ACTS = load_acts()
CALLS = [call for act in ACTS for call in calls(act)]
LISTED = [
    {"person": "p", "phone": None, "category": "parent", "selected_at": "x", "reserve_rank": n}
    for n in range(1, 31)
]
AT = datetime(2023, 9, 1, 1, tzinfo=UTC)


def test_every_activity_of_the_plan_has_its_acts() -> None:
    planned = {activity["activity"] for activity in read_plan("daxing-2023")["activities"]}
    assert planned <= {act.setting.activity for act in ACTS}


def test_acts_stand_in_order_inside_the_season() -> None:
    moments = [act.at for act in ACTS]
    assert moments == sorted(moments)
    assert moments[0] > SEASON_START
    assert moments[-1] < SEASON_END


def test_every_request_has_a_key_of_its_own() -> None:
    assert [key for key, count in Counter(call.key for call in CALLS).items() if count > 1] == []


def test_every_request_fits_the_limit_of_a_body() -> None:
    assert max(len(json.dumps(call.body).encode()) for call in CALLS) < MAX_BODY_BYTES


def test_everybody_acts_in_a_known_role() -> None:
    assert {role for call in CALLS for role in call.by.roles} <= ROLES


def test_all_four_services_are_asked() -> None:
    assert {call.service for call in CALLS} == set(BY_SERVICE)


def test_whatever_a_name_stands_for_was_learned_before() -> None:
    known: dict[str, str] = {}
    for call in CALLS:
        call.resolved(known)  # raises KeyError for a name that nobody has learned yet
        if call.reads:
            known |= call.learned({"people": LISTED})
        else:
            fresh = dict.fromkeys((name for _, name in call.learns), "5f1c")
            assert known.keys().isdisjoint(fresh)
            known |= fresh


def test_days_between_the_holiday_and_on_make_up_weekends_are_played() -> None:
    days = {act.at.astimezone(BEIJING).date().isoformat() for act in ACTS}
    assert {"2023-10-07", "2023-10-08"} <= days


@pytest.mark.parametrize(
    "act",
    [
        {"at": datetime(2023, 9, 1), "do": "schedule"},  # noqa: DTZ001 - the fault itself
        {"at": AT},
        {"do": "schedule"},
    ],
    ids=["without an offset", "without a command", "without a moment"],
)
def test_an_act_without_its_moment_or_command_is_refused(act: dict[str, object]) -> None:
    with pytest.raises(NotAnActError):
        read_acts("file", {"unit": "caiyu", "acts": [act]})


def test_a_command_that_nobody_knows_is_refused() -> None:
    (act,) = read_acts("file", {"unit": "caiyu", "acts": [{"at": AT, "do": "celebrate"}]})
    with pytest.raises(NotAnActError, match="celebrate"):
        calls(act)
