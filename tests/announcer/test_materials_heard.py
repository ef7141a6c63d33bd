"""What a bundle tells of others' facts: who came, and what was asked."""

import asyncpg

from contracts.events.livestream import QuestionAnswered, QuestionAsked
from contracts.events.registration import AttendanceRecorded
from contracts.values import AnswerMeans, LeaderAttendance, PersonCategory
from services.announcer.materials.heard import came, hear, questions
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
