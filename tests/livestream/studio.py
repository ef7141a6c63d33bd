"""Livestream as a process that may be killed, and an encoder that sends it picture and tone."""

import asyncio
import contextlib
import copy
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import imageio_ffmpeg
from joserfc.jwk import OKPKey

from deploy.local.nats import NatsServer
from deploy.local.ports import free_port
from services._vault.keys import generate
from services._web.tokens import Actor, mint
from services.livestream.app import SERVICE
from tests.conftest import MakeDatabase

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
HERE = "/api/livestream/programmes/daxing-2023/activities/open-11"
PAGE = "/live/daxing-2023/open-11"
SESSION = {"session": "s1"}
PICTURE = ("-re", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=10")
TONE = ("-re", "-f", "lavfi", "-i", "sine=440")
CODED = (
    "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "10",
    "-pix_fmt", "yuv420p", "-c:a", "aac",
)  # fmt: skip
STATIC = Path(__file__).parents[2] / "build" / "static"


class Encoder:
    """Sends a generated picture and a tone, and calls again when it is cut off, as encoders do."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._sending: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._sending = asyncio.create_task(
            _again(*PICTURE, *TONE, *CODED, "-f", "mpegts", self._address)
        )

    async def cut(self) -> None:
        """The cable is pulled: no farewell."""
        await _ended(self._sending)


async def _again(*arguments: str) -> None:
    """An ffmpeg that begins again when it ends, and is killed when this is cancelled."""
    while True:
        process = await asyncio.create_subprocess_exec(
            FFMPEG, "-nostdin", "-loglevel", "quiet", *arguments
        )
        try:
            await process.wait()
            await asyncio.sleep(0.3)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _ended(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


class Platform:
    """A new-media platform: takes one push after another on a port, and keeps the last."""

    def __init__(self, folder: Path) -> None:
        self.address, self._folder = f"rtmp://127.0.0.1:{free_port()}/live", folder
        self._listening: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._listening = asyncio.create_task(
            _again(
                "-f", "flv", "-listen", "1", "-i", f"{self.address}/", "-c", "copy", "-y",
                str(self._folder / "taken.mkv"),
            )
        )  # fmt: skip

    async def close(self) -> None:
        await _ended(self._listening)


class Studio:
    """One livestream on a database of its own, on real time."""

    def __init__(self, folder: Path, dsn: str, nats: NatsServer) -> None:
        key = OKPKey.generate_key("Ed25519")
        key.ensure_kid()
        self._key = dict(key.as_dict(private=True))
        public = {name: value for name, value in self._key.items() if name != "d"}
        (folder / "keys.json").write_text(json.dumps({"keys": [public]}))
        (folder / "vault.json").write_text(generate())
        self.folder, self.dsn = folder, dsn
        port, first = free_port(), free_port()
        self._environment = {
            "PATH": os.environ["PATH"],
            "MINSHENG_DATABASE_URL": dsn,
            "MINSHENG_NATS_URL": nats.url,
            "MINSHENG_TOKEN_KEYS_FILE": str(folder / "keys.json"),
            "MINSHENG_VAULT_KEYS_FILE": str(folder / "vault.json"),
            "MINSHENG_STATIC_DIR": str(STATIC),
            "MINSHENG_LISTEN": f"127.0.0.1:{port}",
            "MINSHENG_VIDEO_FOLDER": str(folder / "video"),
            "MINSHENG_VIDEO_PORTS": f"{first}-{first}",
            "MINSHENG_VIDEO_PATIENCE": "3",
            "MINSHENG_VIDEO_PUSH_INSIDE": "127.0.0.1",
        }
        self.log = folder / "log"
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.AsyncClient(base_url=self.url, timeout=20)
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "services.livestream",
                env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip

        async def answers() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return (await self.client.get("/health/live")).status_code == 200
            return False

        await self.until(answers)

    def beside(self) -> "Studio":
        """Another process of the same, which takes nothing in, and sees the disk."""
        other, port = copy.copy(self), free_port()
        environment = dict(self._environment)
        del environment["MINSHENG_VIDEO_FOLDER"]
        other._environment = environment | {
            "MINSHENG_RECORDINGS_URL": (self.folder / "video" / "recordings").as_uri(),
            "MINSHENG_LISTEN": f"127.0.0.1:{port}",
        }
        other.url = f"http://127.0.0.1:{port}"
        other.client = httpx.AsyncClient(base_url=other.url, timeout=20)
        return other

    async def kill(self) -> None:
        """As a crash would end it."""
        assert self._process
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    def ffmpegs(self) -> dict[int, str]:
        """The processes that it started, by their number: their arguments."""
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return {
            int(child): Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8")
            for child in children.read_text(encoding="utf-8").split()
        }

    def kill_ffmpeg(self) -> None:
        for pid in self.ffmpegs():
            os.kill(pid, signal.SIGKILL)

    def token(self, csrf: str = "", name: str = "") -> str:
        """The office's, for the API; with a word of the session and a name for pages."""
        office = Actor("office-1", frozenset({"office"}))
        return mint(self._key, office, datetime.now(UTC), csrf=csrf, name=name)

    async def post(self, path: str, body: Any = SESSION) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token()}", "Idempotency-Key": uuid4().hex}
        return await self.client.post(HERE + path, json=body, headers=headers)

    async def done(self, path: str, body: Any = SESSION) -> dict[str, Any]:
        """Post what must succeed."""
        response = await self.post(path, body)
        log = self.log.read_text(encoding="utf-8")[-4000:]
        assert response.status_code == 200, f"{response.text}\n{log}"
        answer: dict[str, Any] = response.json()
        return answer

    async def fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.dsn)
        try:
            rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
            return rows
        finally:
            await connection.close()

    async def facts(self) -> list[tuple[str, dict[str, Any]]]:
        """What was told, by name and data."""
        rows = await self.fetch("select type, data from event order by pos")
        return [(row["type"].partition(".")[0], json.loads(row["data"])) for row in rows]

    async def told(self, name: str, times: int = 1) -> None:
        """Wait until something was told so often."""

        async def enough() -> bool:
            return [fact for fact, _ in await self.facts()].count(name) >= times

        await self.until(enough)

    async def until(self, true: Callable[[], Awaitable[object]], seconds: float = 40) -> None:
        async with asyncio.timeout(seconds):
            while not await true():  # noqa: ASYNC110 - what is awaited is in another process
                await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def opened(folder: Path, make: MakeDatabase, nats: NatsServer) -> AsyncIterator[Studio]:
    """A running studio with one session that is to be streamed in an hour."""
    studio = Studio(folder, await make(SERVICE.sql), nats)
    soon = datetime.now(UTC) + timedelta(hours=1)
    await studio.fetch(
        "with one as (insert into known_activity (programme, activity, lead_unit, title, kind,"
        " form, account) values ('daxing-2023', 'open-11', 'jiugong', '走进社区', 'open_day',"
        " 'online', '旧宫发布')) insert into known_session (programme, activity, session,"
        " starts_on, start_at) values ('daxing-2023', 'open-11', 's1', $1, $2)",
        soon.date(), soon,
    )  # fmt: skip
    await studio.start()
    try:
        schedule = {**SESSION, "starts_at": soon.isoformat(), "account": "旧宫发布"}
        await studio.done("/stream/schedule", schedule)
        yield studio
    finally:
        await studio.kill()
        await studio.client.aclose()
