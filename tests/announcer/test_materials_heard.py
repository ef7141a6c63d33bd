"""What a bundle tells of others' facts: who came, what was asked, what can be watched again."""

import asyncpg

from contracts.events.livestream import (
    QuestionAnswered,
    QuestionAsked,
    RecordingDeleted,
    RecordingKept,
    RecordingReleased,
)
from contracts.events.registration import AttendanceRecorded
from contracts.values import AnswerMeans, DeletionReason, LeaderAttendance, PersonCategory
from services.announcer.materials.heard import came, hear, questions, recordings
from services.announcer.settings import SQL
from tests.announcer.elsewhere import ABOUT
from tests.conftest import MakeDatabase


def came_to(session: str | None, **people: int) -> AttendanceRecorded:
    return AttendanceRecorded(
        **ABOUT,
        session=session,
        attendance={PersonCategory(name): count for name, count in people.items()},
        leader=LeaderAttendance.PRINCIPAL,
    )


async def test_people_and_questions_are_counted_by_the_last_word(
    make_database: MakeDatabase,
) -> None:
    connection = await asyncpg.connect(await make_database(SQL))
    asked = [QuestionAsked(**ABOUT, session="s1", question=it) for it in ("q1", "q2")]
    answered = QuestionAnswered(**ABOUT, session="s1", question="q1", means=AnswerMeans.LIVE)
    for event in (
        came_to("s1", parent=9), came_to("s1", parent=3, media=1), came_to("s2", parent=2),
        *asked, answered, asked[0],
    ):  # fmt: skip
        await hear(connection, event)

    assert await came(connection, *ABOUT.values()) == {"media": 1, "parent": 5}
    await hear(connection, came_to(None, parent=6))
    assert await came(connection, *ABOUT.values()) == {"parent": 6}
    assert await questions(connection, *ABOUT.values()) == (2, 1)
    await connection.close()


async def test_a_recording_is_known_from_its_end_until_it_is_deleted(
    make_database: MakeDatabase,
) -> None:
    connection = await asyncpg.connect(await make_database(SQL))
    s1 = {**ABOUT, "session": "s1"}
    kept = RecordingKept(
        **ABOUT, session="s1", segments=9, duration_ms=5_400_000, gaps=(), head_sha256="a" * 64
    )
    found = []
    for event in (
        kept,
        RecordingReleased(**s1, path="/live/p/a#screen-s1"),
        RecordingDeleted(**s1, reason=DeletionReason.KEPT_LONG_ENOUGH),
    ):
        await hear(connection, event)
        found.append(await recordings(connection, *ABOUT.values()))
    assert found == [[(90, None)], [(90, "/live/p/a#screen-s1")], []]
    await connection.close()
