"""Subjects hold only what NATS can take and what a filter can match."""

import pytest

from contracts.subjects import stream_name, subject_filter, subject_for
from contracts.topology import PROJECTORS, REACTIONS, SERVICES, reaction_config, stream_config


def test_an_event_of_an_activity_has_its_activity_at_the_end() -> None:
    subject = subject_for("announcer", 1, "EventPlanned", "daxing-2023", "open-11")

    assert subject == "ev.announcer.1.EventPlanned.daxing-2023.open-11"


def test_an_event_of_a_programme_has_an_underscore_at_the_end() -> None:
    subject = subject_for("announcer", 2, "ProgrammeImported", "daxing-2023", None)

    assert subject == "ev.announcer.2.ProgrammeImported.daxing-2023._"


@pytest.mark.parametrize("token", ["", "a.b", "a b", "*", ">", "开放", "a\n", "a\x00"])
def test_a_token_that_nats_would_not_take_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="subject token"):
        subject_for("announcer", 1, "EventPlanned", token, "open-11")


def test_the_subjects_of_two_epochs_do_not_overlap() -> None:
    assert subject_filter("announcer", 1) == "ev.announcer.1.>"
    assert subject_filter("announcer", 2, "EventHeld") == "ev.announcer.2.EventHeld.>"
    assert stream_name("announcer", 2) == "EV_ANNOUNCER_2"


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_can_be_removed_from_a_stream(service: str) -> None:
    config = stream_config(service, 1)

    assert config["subjects"] == [f"ev.{service}.1.>"]
    assert (config["deny_delete"], config["deny_purge"], config["discard"]) == (True, True, "new")
    assert (config["max_age"], config["max_msgs"], config["max_bytes"]) == (0, -1, -1)


def test_reactions_and_projectors_name_services_and_take_one_message_at_a_time() -> None:
    for reaction in REACTIONS:
        assert {reaction.reader, reaction.source} <= set(SERVICES)
        assert reaction_config(reaction, 1)["max_ack_pending"] == 1
    for reader, sources in PROJECTORS.items():
        assert {reader, *sources} <= set(SERVICES)
