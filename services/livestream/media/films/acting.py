"""What a person may do with a film before it is shown: upload it, in parts or at once."""

from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.values import Identifier
from services._kit.decider import Refused
from services._web.faults import NotFound
from services._web.forms import FormModel
from services.livestream.media import rows as ingests
from services.livestream.media.acting import Pictures
from services.livestream.media.files import part_path, parts_path
from services.livestream.media.films import rows
from services.livestream.media.films.rows import Film
from services.livestream.media.rows import Ingest

MOST = 4 * 1024**3
"""Bytes of a film; of 1080p at 4 Mbit/s more than two hours."""
_PART = 4 * 1024 * 1024
"""So many bytes are held in memory before they lie in the store."""


class OfSession(FormModel):
    """Whose film is meant."""

    session: Identifier


class Beginning(OfSession):
    """A file that is to come in parts; ``mark`` is by what the browser knows it again."""

    mark: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    size: int = Field(ge=1, le=MOST, description=f"影片大小，不超过{MOST // 1024**3}GB")


class Part(OfSession):
    """One part of it, from its byte ``at`` on."""

    at: int = Field(ge=0, lt=MOST)


class Premiere(Pictures):
    """The film of one session, for a person who may decide about it."""

    async def begin(self, mark: str, size: int | None) -> Film:
        """Go on with the same file, or take another in from its first byte."""
        recordings = self.video.recordings  # refused where there is none
        await self._prove_coming()
        known = await rows.of_session(self._running.pool, self.key)
        row = await ingests.ingest(self._running.pool, self.key)
        waits = row is not None and row.shows_film and row.closed_at is None
        if waits and known and mark and known.is_to_go_on(mark, size):
            return known
        async with self._doing("film") as connection:
            row = await ingests.ingest(connection, self.key)
            if row is None or row.finished_at is not None:
                await ingests.open_ingest(connection, self.key, None, self._running.clock.now())
            film = await rows.begin(connection, self.key, mark, size)
            row = await self._coming(connection)
        if known is not None:
            await recordings.delete_all(parts_path(row.address, known.film))
        return film

    async def take(self, pieces: AsyncIterator[bytes], at: int) -> Film:
        """Keep what comes from byte ``at`` on; the whole of it is looked through."""
        row = await self._coming()
        film = await self._film()
        if film.state != "coming" or film.received != at:
            raise Refused("elsewhere", "上传位置对不上，请从断开处续传。", "at")
        gathered = bytearray()
        async for piece in pieces:
            gathered += piece
            if len(gathered) >= _PART:
                at = await self._keep(row, film, at, bytes(gathered))
                gathered.clear()
        if gathered:
            at = await self._keep(row, film, at, bytes(gathered))
        if film.size is None or film.size == at:
            await rows.complete(self._running.pool, film)
        return await self._film()

    async def _keep(self, row: Ingest, film: Film, at: int, data: bytes) -> int:
        if at + len(data) > (film.size or MOST):
            raise Refused(
                "too_large", f"影片超过{MOST // 1024**3}GB，或者与开始时不是同一个文件。", "file"
            )
        await self.video.recordings.put(part_path(row.address, film.film, at), data)
        if not await rows.receive(self._running.pool, film, at, len(data)):
            raise Refused("elsewhere", "同一部影片正在另一处上传。", "at")
        return at + len(data)

    async def _coming(self, database: ingests.Database | None = None) -> Ingest:
        """The session, while its film may still be another one."""
        row = await ingests.ingest(database or self._running.pool, self.key)
        if row is None or not row.shows_film:
            raise Refused(
                "encoder", "这一场正在等编码器推流，要首播影片请先关闭推流入口。", "session"
            )
        if row.air_from is not None or row.closed_at is not None:
            raise Refused("begun", "影片已经开始播放或者撤下，不能再换。", "session")
        return row

    async def _film(self) -> Film:
        if (film := await rows.of_session(self._running.pool, self.key)) is None:
            raise NotFound("no_film", "这一场没有影片。")
        return film
