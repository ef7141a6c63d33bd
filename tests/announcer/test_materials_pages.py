"""Materials over HTTP: sent by a handler, published by one confirmation, fetched by anybody."""

import asyncio
import io
import re
import zipfile
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.announcer import hostile
from tests.announcer.bodies import MATERIALS, NOTICE, OPEN_11, SCHEDULE
from tests.announcer.composer import Composer
from tests.announcer.test_public import ACTIVITY, text
from tests.serving import HANDLER, RESIDENT, STRANGER, Api, Person, eventually
from tests.signing_in import CSRF, cookies_of

PAGE = "/plan/activities/daxing-2023/open-11/materials"
UPLOAD = "/plan/uploads/daxing-2023/open-11"
SAID = {"purpose": "photo", "alt": "居民在工地听工程师介绍进度"}


class Desk(Composer):
    """The same pages' visitor, who sends files too."""

    async def send(
        self, data: bytes, name: str = "a.jpg", by: Person = HANDLER, **said: str
    ) -> httpx.Response:
        headers = {"Cookie": await cookies_of(self.api, by), "Origin": self.origin}
        fields = {"csrf": CSRF, "key": uuid4().hex, **SAID, **said}
        return await self.api.client.post(
            UPLOAD, data=fields, files={"file": (name, data)}, headers=headers
        )

    @property
    def origin(self) -> str:
        return str(self.api.client.base_url).rstrip("/")

    async def reviewed(self, page: str = PAGE) -> str:
        found = re.search(r'name="reviewed" value="([0-9a-f]{64})"', (await self.get(page)).text)
        assert found is not None
        return found[1]

    async def publish(self, **more: str) -> httpx.Response:
        given: dict[str, Any] = {"title": "工作材料", "reviewed": await self.reviewed(), **more}
        return await self.post(PAGE, **given)

    async def facts(self, name: str) -> list[dict[str, Any]]:
        return [data for told, data in await self.api.log() if told == name]

    async def send_half(self, data: bytes) -> None:
        """A connection that is cut in the middle of the file."""
        fields = {"csrf": CSRF, "key": uuid4().hex, **SAID}
        request = self.api.client.build_request("POST", UPLOAD, data=fields, files={"file": data})
        head = (
            f"POST {UPLOAD} HTTP/1.1\r\nHost: {request.url.host}:{request.url.port}\r\n"
            f"Origin: {self.origin}\r\nCookie: {await cookies_of(self.api, HANDLER)}\r\n"
            f"Content-Type: {request.headers['content-type']}\r\n"
            f"Content-Length: {request.headers['content-length']}\r\n\r\n"
        )
        _, writer = await asyncio.open_connection(request.url.host, request.url.port)
        writer.write(head.encode() + (await request.aread())[:-2000])
        await writer.drain()
        await eventually(self.keeps_something)
        writer.close()
        await writer.wait_closed()

    async def keeps_something(self) -> bool:
        folder = self.api.running.settings.token_keys_file.parent / "files"
        return any(it.is_file() for it in folder.rglob("*"))

    async def keeps_nothing(self) -> bool:
        return not await self.keeps_something()


@pytest.fixture
async def desk(planned: Api) -> Desk:
    """An activity with a notice and an agenda."""
    await planned.record(f"{OPEN_11}/schedule", SCHEDULE)
    await planned.record(f"{OPEN_11}/agenda", {"items": [{"title": "参观工地"}]})
    await planned.record(f"{OPEN_11}/notices", NOTICE)
    return Desk(planned)


async def test_what_is_known_and_what_was_sent_is_published_once_confirmed(desk: Desk) -> None:
    assert (await desk.send(hostile.photo(), "现场.jpg")).status_code == 303
    introduction = await desk.send(hostile.pdf(), "介绍.pdf", purpose="introduction")
    assert introduction.status_code == 303
    stale, out = await desk.publish(reviewed="0" * 64), await desk.publish()
    again = await desk.publish()
    [fact] = await desk.facts("MaterialsPublished")

    assert (stale.status_code, out.status_code, again.status_code) == (409, 303, 303)
    assert (fact["items"], fact["column"], fact["shows_introduction"]) == (4, "open_day", True)
    assert fact["content_sha256"] == await desk.reviewed()
    page = (await desk.get(PAGE)).text
    assert "4件工作材料已经公布，内容没有变化。" in page
    assert "另有工作材料" not in page
    shown = await text(desk.api, ACTIVITY)
    for told in ("共4件", "活动流程：参观工地", "介绍.pdf （PDF文件，", f"现场照片：{SAID['alt']}"):
        assert told in shown
    assert f'alt="{SAID["alt"]}"' in (await desk.api.get(ACTIVITY)).text

    await desk.api.record(f"{OPEN_11}/materials", MATERIALS)
    assert "另有工作材料已于2023年" in (await desk.get(PAGE)).text


async def test_files_run_nothing_and_are_there_only_while_published(desk: Desk) -> None:
    large = hostile.photo(size=(1600, 1200))
    await desk.send(large + hostile.archive(), "../../现场.php.jpg")
    await desk.send(b"words" * 300, "..\\page.html", purpose="other")
    rows = await desk.api.running.pool.fetch("select * from material_file order by kind")
    paths = [f"{ACTIVITY}/files/{row['file']}" for row in rows]
    before = [(await desk.api.get(path)).status_code for path in paths]
    await desk.publish()
    picture, words = [await desk.api.get(path) for path in paths]
    small = await desk.api.get(f"{paths[0]}?preview=true")
    known = await desk.api.client.get(paths[0], headers={"If-None-Match": picture.headers["etag"]})

    assert before == [404, 404]
    assert (picture.headers["content-type"], known.status_code) == ("image/jpeg", 304)
    assert words.headers["content-type"] == "text/plain; charset=utf-8"
    assert words.headers["content-disposition"].endswith("filename*=UTF-8''page.txt")
    assert words.headers["content-disposition"].startswith("attachment;")
    assert b"PK\x03\x04" not in picture.content
    assert picture.headers["content-length"] == str(len(picture.content))
    assert len(small.content) < len(picture.content)
    for answer in (picture, words):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
    withdrawal = {"channel": "district_website", "reason": "照片要换"}
    await desk.api.record(f"{OPEN_11}/materials/materials/withdrawal", withdrawal)
    assert (await desk.api.get(paths[0])).status_code == 404


async def test_what_is_refused_forged_or_cut_leaves_nothing(desk: Desk) -> None:
    svg = await desk.send(b"<svg><script>alert(1)</script></svg>", "photo.jpg")
    silent = await desk.send(hostile.photo(), alt="")
    none = await desk.send(hostile.photo(), name="")
    others = [
        await desk.send(hostile.photo(), by=STRANGER),
        await desk.send(hostile.photo(), by=RESIDENT),
        await desk.send(hostile.photo(), csrf="another"),
        await desk.get(PAGE, STRANGER),
    ]
    await desk.send_half(hostile.movie())

    assert [it.status_code for it in (svg, silent, none)] == [422, 422, 422]
    assert "SVG图里可以有脚本，不接收。请另存为PNG。" in svg.text
    assert SAID["alt"] in svg.text
    assert "请填写文字说明" in silent.text
    assert [it.status_code for it in others] == [403, 401, 403, 403]
    assert await desk.api.running.pool.fetch("select from material_file") == []
    await eventually(desk.keeps_nothing)


async def test_a_file_that_is_taken_out_is_kept_while_it_is_public(desk: Desk) -> None:
    await desk.send(hostile.photo())
    await desk.send(hostile.photo(), alt="另一张照片，人们在座谈")
    first, second = await desk.api.running.pool.fetch("select file from material_file order by alt")
    await desk.post(f"{PAGE}/files/{first['file']}/removal")
    await desk.publish()
    await desk.post(f"{PAGE}/files/{second['file']}/removal")

    assert (await desk.get(f"{PAGE}/files/{first['file']}")).status_code == 404
    assert (await desk.api.get(f"{ACTIVITY}/files/{second['file']}")).status_code == 200
    await desk.publish()
    assert (await desk.api.get(f"{ACTIVITY}/files/{second['file']}")).status_code == 404
    assert await desk.keeps_nothing()


async def test_a_press_kit_is_packed_from_the_same_facts_and_recorded(desk: Desk) -> None:
    for _ in range(2):
        await desk.send(hostile.photo(), "现场.jpg")
    packed = await desk.get(f"{PAGE}/press-kit.zip")
    reviewed = await desk.reviewed(f"{PAGE}/press-kit")
    wrong = await desk.post(f"{PAGE}/press-kit", reviewed=reviewed, recipients="若干")
    given = await desk.post(f"{PAGE}/press-kit", reviewed=reviewed, recipients="3")

    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["活动情况.txt", "现场.jpg", "现场（2）.jpg"]
        facts = archive.read("活动情况.txt").decode()
    assert "地点：南街回迁房项目工地" in facts
    assert f"现场（2）.jpg，现场照片：{SAID['alt']}" in facts
    assert (wrong.status_code, given.status_code) == (422, 303)
    [fact] = await desk.facts("PressKitProvided")
    assert (fact["recipients"], fact["content_sha256"]) == (3, reviewed)
