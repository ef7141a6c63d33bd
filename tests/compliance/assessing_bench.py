"""The assessment as people meet it: a unit that announced nothing, and the year nearly over."""

import pytest

from services.compliance.app import service
from tests.compliance.conftest import Others, others
from tests.compliance.story import Story
from tests.registration.pages_bench import Site
from tests.serving import Person, Serve, eventually, serve

__all__ = ["others", "serve"]

PAGES = "/wall/daxing-2023/assessment"
UNIT = f"{PAGES}/jiugong"
API = "/api/compliance/programmes/daxing-2023"
LEADER = Person("leader-jiugong", "leader", "jiugong")
ASSESSOR = Person("assessor-1", "assessor", "third-party")
REVIEWED_ON = "2023-12-12T09:00:00+08:00"
APPEAL_OVER = "2023-12-20T09:00:00+08:00"  # five working days after the review end on the 19th

COMPUTED = {
    "marks.planning": "5", "marks.notice": "17", "marks.people": "10", "marks.holding": "18",
    "marks.hearing": "5", "marks.materials": "7", "marks.encouraged": "0",
}  # fmt: skip


@pytest.fixture
async def year(serve: Serve, others: Others) -> Site:
    """Compliance on 12 December; open-11 of jiugong was on 14 September, and nobody said so."""
    api = await serve(service())
    story = Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")
    story.held("2023-09-14")
    await others.say(story.facts)
    api.clock.set(REVIEWED_ON)

    async def known() -> bool:
        answer = await api.get(f"{API}/scoring-table")
        return answer.status_code == 200

    await eventually(known)
    return Site(api, api)
