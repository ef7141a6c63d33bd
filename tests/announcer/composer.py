"""The composer's pages over HTTP, as a handler, a reviewer and the office ask for them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from services.announcer.verifying.comparing import Expected, compare, text_of
from tests.serving import HANDLER, REVIEWER, Api, Person
from tests.signing_in import CSRF, cookies_of

ACTIVITY = "/compose/daxing-2023/open-11"
PUBLIC = "/public/activities/daxing-2023/open-11"
SECOND = Person("handler-jiugong-2", "handler", "jiugong")
NOTHING = ["state", "work", "business", "personal", "safety", "consent"]
BOXES = {
    "session": "s1",
    "when-s1": "2023年9月14日（星期四）9:00",
    "until-s1": "11:30结束",
    "place-s1": "南街回迁房项目工地",
    "agenda": "参观工地；座谈",
    "netizens": "在政务新媒体留言",
    "host": "旧宫镇人民政府",
    "seats": "公开遴选30人；9月8日18:00截止",
    "contact": "综合办公室，69244451",
}
WRONG_WEEKDAY: dict[str, Any] = {"when-s1": "2023年9月14日（星期五）9:00"}


def shows(published: Mapping[str, Any], page: str) -> bool:
    """Whether a page shows a notice as the looks at published pages would find it."""
    expected = Expected(published["title"], published["body"], published["elements"])
    return compare(expected, text_of(page)).state == "as_published"


@dataclass
class Composer:
    """The composer's pages of one activity, as people ask for them."""

    api: Api

    async def get(self, path: str, by: Person = HANDLER) -> httpx.Response:
        return await self.api.client.get(path, headers={"Cookie": await cookies_of(self.api, by)})

    async def post(
        self, path: str, by: Person = HANDLER, key: str | None = None, **fields: Any
    ) -> httpx.Response:
        headers = {
            "Cookie": await cookies_of(self.api, by),
            "Origin": str(self.api.client.base_url).rstrip("/"),
        }
        data = {"csrf": CSRF, "key": key or uuid4().hex, **fields}
        return await self.api.client.post(path, data=data, headers=headers)

    async def begin(self, kind: str = "activity_selection") -> str:
        answer = await self.post(ACTIVITY, kind=kind)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def save(self, draft: str, version: int, by: Person = HANDLER, **more: Any) -> Any:
        return await self.post(draft, by, version=str(version), **BOXES | more)

    async def sha256(self, draft: str) -> str:
        page = (await self.get(f"{draft}/secrecy")).text
        found = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)
        assert found is not None
        return found[1]

    async def approve(self, draft: str, by: Person = REVIEWER, decision: str = "approved") -> Any:
        sha256 = await self.sha256(draft)
        return await self.post(
            f"{draft}/review", by, version="2", sha256=sha256, decision=decision, remark="写清电话"
        )

    async def ready(self) -> str:
        """A draft that was filled in, examined and approved."""
        draft = await self.begin()
        assert (await self.save(draft, 1, then="submit")).status_code == 303
        sha256 = await self.sha256(draft)
        examined = await self.post(f"{draft}/secrecy", sha256=sha256, nothing=NOTHING)
        assert examined.status_code == 303
        assert (await self.approve(draft)).status_code == 303
        return draft

    async def hand_over(self, draft: str, way: str = "website", **more: Any) -> httpx.Response:
        sha256 = await self.sha256(draft)
        return await self.post(f"{draft}/handover/{way}", sha256=sha256, **more)

    async def published(self) -> list[dict[str, Any]]:
        return [data for name, data in await self.api.log() if name == "AnnouncementPublished"]
