"""The recording of a session: kept, released, and deleted only with the materials out."""

import pytest

from contracts.events.livestream import (
    FilmAccepted,
    RecordingDeleted,
    RecordingEvent,
    RecordingKept,
    RecordingReleased,
)
from contracts.values import DeletionReason
from services._kit.decider import Refused
from services.livestream.domain.order import Order
from services.livestream.domain.recording import (
    RECORDING,
    AcceptFilm,
    DeleteRecording,
    KeepRecording,
    Recording,
    RecordingCommand,
    ReleaseRecording,
)

OPEN_11 = {"programme": "daxing-2023", "activity": "open-11", "session": "s1"}
KEEP = KeepRecording(session="s1", segments=3, duration_ms=6000, gaps=(), head_sha256="a" * 64)
FILM = AcceptFilm(session="s1", sha256="c" * 64, duration_ms=6000)
RELEASE = ReleaseRecording(session="s1", path="/live/daxing-2023/open-11")
KEPT = RecordingKept(programme="daxing-2023", activity="open-11", **dict(KEEP))
DELETED = RecordingDeleted(**OPEN_11, reason=DeletionReason.KEPT_LONG_ENOUGH)


def delete(*, materials_out: bool) -> DeleteRecording:
    reason = DeletionReason.KEPT_LONG_ENOUGH
    return DeleteRecording(session="s1", reason=reason, materials_out=materials_out)


def given(*facts: RecordingEvent) -> Recording:
    state: Recording = RECORDING.initial
    for fact in facts:
        state = RECORDING.evolve(state, fact)
    return state


def decided(command: RecordingCommand, state: Recording) -> list[object]:
    return list(RECORDING.decide(Order("daxing-2023", "open-11", command), state))


def test_it_is_kept_released_and_deleted_once_each() -> None:
    released = RecordingReleased(**OPEN_11, path="/live/daxing-2023/open-11")
    assert decided(KEEP, given()) == [KEPT]
    assert decided(KEEP, given(KEPT)) == []
    assert decided(RELEASE, given(KEPT)) == [released]
    assert decided(RELEASE, given(KEPT, released)) == []
    assert decided(delete(materials_out=True), given(KEPT, released)) == [DELETED]
    assert decided(delete(materials_out=False), given(KEPT, DELETED)) == []


def test_another_film_takes_the_place_of_the_first_until_one_was_shown() -> None:
    accepted = FilmAccepted(**OPEN_11, sha256="c" * 64, duration_ms=6000)
    other = FilmAccepted(**OPEN_11, sha256="d" * 64, duration_ms=7000)
    assert decided(FILM, given()) == [accepted]
    assert decided(FILM, given(accepted)) == []
    assert decided(FILM, given(accepted, other)) == [accepted]


@pytest.mark.parametrize(
    ("command", "state", "reason"),
    [
        (FILM, given(KEPT), "over"),
        (RELEASE, given(), "not_kept"),
        (RELEASE, given(KEPT, DELETED), "deleted"),
        (delete(materials_out=True), given(), "not_kept"),
        (delete(materials_out=False), given(KEPT), "materials_not_out"),
    ],
)
def test_what_cannot_be_is_refused(
    command: RecordingCommand, state: Recording, reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        decided(command, state)
    assert refused.value.reason == reason
