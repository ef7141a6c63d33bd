"""The pages as browsers see them: an activity with a notice out, and people with cookies."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.announcer.app import SERVICE as ANNOUNCER
from services.announcer.programmes import read_plan
from services.registration.app import SERVICE
from tests.serving import HANDLER, Api, Person, Serve, eventually, serve
from tests.signing_in import CSRF, cookies_of

__all__ = ["serve"]

PROGRAMME = "daxing-2023"
DESK = f"/desk/{PROGRAMME}/open-11"
SIGN_UP = f"/sign-up/{PROGRAMME}/open-11"
OPINIONS = f"/opinions/{PROGRAMME}/open-11"
PARTS = Path(__file__).parents[2] / "build" / "static"
API = f"/api/registration/programmes/{PROGRAMME}/activities/open-11"
PLANNED = f"/api/announcer/programmes/{PROGRAMME}/activities/open-11"
ASSESSOR = Person("assessor-1", "assessor")
MODERATOR = Person("moderator-1", "moderator", "jiugong")
TODAY = "2023-09-05T09:00:00+08:00"
SESSION = {
    "session": "s1",
    "starts_on": "2023-09-14",
    "start_at": "2023-09-14T09:30:00+08:00",
    "end_at": "2023-09-14T11:30:00+08:00",
    "place": "南街回迁房项目工地",
}
OPENING = {"closes_at": "2023-09-11T18:00", "seats": "2", "rule": "first_come"}
CODE = re.compile(r'class="(?:value|code-value mono)">([0-9A-Z]{10})<')


@dataclass
class Site:
    """Registration's pages, as a browser without JavaScript uses them."""

    api: Api
    announcer: Api
    client: httpx.AsyncClient = field(init=False)
    known: dict[Person, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.api.client

    async def headers(self, by: Person | None) -> dict[str, str]:
        origin = {"Origin": str(self.client.base_url).rstrip("/")}
        if by is None:
            return origin
        if by not in self.known:
            self.known[by] = await cookies_of(self.api, by)
        return origin | {"Cookie": self.known[by]}

    async def get(self, path: str, by: Person | None = None, status: int = 200) -> str:
        """A page that must come with this status."""
        answer = await self.client.get(path, headers=await self.headers(by))
        assert answer.status_code == status, answer.text
        return answer.text

    async def post(
        self, path: str, given: dict[str, Any], by: Person | None = None, key: str | None = None
    ) -> httpx.Response:
        """A form as our own page sends it."""
        hidden = {"key": key or uuid4().hex} | ({"csrf": CSRF} if by else {})
        return await self.client.post(
            path, data={**given, **hidden}, headers=await self.headers(by)
        )

    async def done(self, path: str, given: dict[str, Any], by: Person | None) -> str:
        """A form that must be taken and lead on; the page it leads to."""
        answer = await self.post(path, given, by)
        assert answer.status_code == 303, answer.text
        return await self.get(answer.headers["location"], by)

    async def code(self, path: str, given: dict[str, Any], by: Person | None = None) -> str:
        """A form whose answer shows a look-up code."""
        answer = await self.post(path, given, by)
        assert answer.status_code == 200, answer.text
        found = CODE.search(answer.text)
        assert found is not None, answer.text
        return found[1]

    async def sign_up(self, name: str, phone: str, category: str = "parent") -> str:
        """Somebody signs up over the web; answers the code."""
        given = {"name": name, "phone": phone, "category": category, "consent": "on"}
        return await self.code(SIGN_UP, given)

    async def facts(self) -> list[str]:
        return [name for name, _ in await self.api.log()]


async def publish_notice(announcer: Api) -> None:
    """The selection notice on both channels."""
    notice = {
        "notice": "n1",
        "kinds": ["activity", "selection"],
        "title": "活动公告",
        "announces": [{"session": "s1", "starts_on": "2023-09-14"}],
        "elements": {"start_at": "9月14日9时30分", "contact": "旧宫镇政府，010-00000000"},
        "channel": "district_website",
        "entry": "built_in",
    }
    await announcer.record(PLANNED + "/notices", notice)
    elsewhere = {
        "channel": "new_media",
        "entry": "manual",
        "account": "旧宫镇政务微信",
        "address": "https://example.org/n1",
        "published_at": TODAY,
        "evidence": {"address": "https://example.org/n1", "note": "页面显示9月5日发布"},
    }
    await announcer.record(PLANNED + "/notices", notice | elsewhere)


@pytest.fixture
async def site(serve: Serve) -> Site:
    """Open-11 of 旧宫镇 on 14 September 2023, chosen openly; today is 5 September."""
    announcer = await serve(ANNOUNCER)
    announcer.clock.set(TODAY)
    await announcer.record("/api/announcer/programmes", read_plan(PROGRAMME))
    methods = ["open_selection", "directed_invitation"]
    schedule = {"sessions": [SESSION], "form": "offline", "selection_methods": methods}
    await announcer.record(PLANNED + "/schedule", {**schedule, "host": "旧宫镇人民政府"})
    registration = await serve(SERVICE, static_dir=PARTS)

    async def heard() -> bool:
        count: int = await registration.running.pool.fetchval("select count(*) from sheet")
        return count == 1

    await eventually(heard)
    return Site(registration, announcer)


async def opened(site: Site, **more: str) -> None:
    """Sign-up is set to open, and the notice opens it."""
    await site.done(DESK + "/sign-up/opening", OPENING | more, HANDLER)
    await publish_notice(site.announcer)

    async def open_() -> bool:
        return bool(await site.api.running.pool.fetchval("select open from sign_up"))

    await eventually(open_)
