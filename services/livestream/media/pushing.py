"""One target gets what everybody sees: an ffmpeg of its own reads our playlist and passes it on.

So a platform that is slow or away holds up neither the recording nor another platform; its push
begins again by itself, at what is live then.
"""

import asyncio

import structlog

from services._web.running import Running
from services.livestream.media import commands, kept, rows, targets
from services.livestream.media.processes import Process, ffmpeg
from services.livestream.media.serving import MEDIA
from services.livestream.media.targets import Pushing, PushTarget, pause
from services.livestream.media.video import Video

_GOES = b"out_time_us="

log = structlog.get_logger()


class Push:
    """What pushes to one target until the stream has ended."""

    def __init__(self, running: Running, video: Video, target: PushTarget) -> None:
        self._running, self._video, self.target = running, video, target
        self._attempts, self._failed = target.attempts, 0

    async def run(self) -> None:
        """Push, and again after each failure; what came to the end of the stream is done."""
        pool, key = self._running.pool, self.target.key
        while (row := await rows.ingest(pool, key)) is not None:
            if await kept.aired(pool, key, latest=1):
                to_the_end = await self._push(row.address)
                if await self._is_over():
                    await self._note(Pushing.DONE if to_the_end else Pushing.GIVEN_UP)
                    return
                self._attempts, self._failed = self._attempts + 1, self._failed + 1
                await self._note(Pushing.RETRYING)
            await asyncio.sleep(pause(self._failed))

    async def _is_over(self) -> bool:
        row = await rows.ingest(self._running.pool, self.target.key)
        return row is None or row.finished_at is not None

    async def _push(self, address: str) -> bool:
        """One attempt; whether it came to the end of what is there."""
        if (way := await targets.way(self.target.address, self._video.trusted)) is None:
            log.warning("push_leads_inside", target=self.target.target)
            return False
        host, port = self._running.settings.address
        source = f"http://{host}:{port}{MEDIA}/{address}/index.m3u8"
        secret = self._video.vault.unseal(self.target.target, self.target.sealed_key)
        arguments = commands.pushing(source, way, self.target.address)
        script = commands.playpath(secret)
        async with ffmpeg(arguments, self.target.target, script, secret) as process:
            await self._watch(process)
            return await process.wait() == 0

    async def _watch(self, process: Process) -> None:
        """It pushes as soon as time passes in what it sends."""
        assert process.stdout  # noqa: S101 - asked for
        pushing = False
        async for line in process.stdout:
            reached = line.removeprefix(_GOES).strip()
            if not pushing and line.startswith(_GOES) and reached.isdigit() and int(reached) > 0:
                pushing, self._failed = True, 0
                await self._note(Pushing.PUSHING)

    async def _note(self, state: Pushing) -> None:
        log.info("push", target=self.target.target, state=state, attempts=self._attempts)
        now = self._running.clock.now()
        await targets.note(self._running.pool, self.target.target, state, self._attempts, now)
